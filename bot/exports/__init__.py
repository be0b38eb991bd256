"""Tables of the shared store as files: CSV, XLSX, JSON."""

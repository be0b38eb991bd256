"""Programme files in and out (YAML, CSV, XLSX)."""

"""Pages to print: views in, HTML out."""

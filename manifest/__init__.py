"""The Teams app package: template, texts, icons and the builder that joins and checks them."""

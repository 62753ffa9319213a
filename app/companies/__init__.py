"""The register of companies: identifiers, names, tags, contacts."""

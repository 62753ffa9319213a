"""Facts of signed and landed projects: contract, sites, permits, acceptance, first output."""

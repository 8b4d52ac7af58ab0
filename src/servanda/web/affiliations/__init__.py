"""Which associations and provincial unions belong to an agency, and who of this agency sits in them."""

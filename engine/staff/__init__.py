"""People, the organisation tree, posts, roles granted at a unit, deputies, numbers."""

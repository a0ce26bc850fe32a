"""Construction and renovation of the grid: from the proposal to the assets."""

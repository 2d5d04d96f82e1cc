"""Floor 2: what an analyst should look at next, and why."""

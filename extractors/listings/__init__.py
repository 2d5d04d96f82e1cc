"""The ways a source can be listed; each module knows one, and which windows of time it serves."""

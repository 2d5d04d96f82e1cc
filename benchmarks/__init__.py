"""Speed and memory, always as a ratio against a peer measured in the same run: figures of one machine say nothing of another."""

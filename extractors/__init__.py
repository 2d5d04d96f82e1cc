"""Floor 2: from a source's pages to announcements; values in, values out, no store."""

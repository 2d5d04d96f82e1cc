"""Floor 2: from announcements to labels and judgements, by trained models; values in, values out, no store."""

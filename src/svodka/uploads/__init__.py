"""The life of one upload: states, rules, steps and the sweeper."""

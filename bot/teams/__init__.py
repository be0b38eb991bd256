"""The Bot Framework seam: the only place that imports botbuilder."""

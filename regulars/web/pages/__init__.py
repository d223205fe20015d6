"""Pages of no room in particular: our own files, whether the desk is well, its jobs, the palette."""

from regulars.web.pages import files, jobs, palette

__all__ = ["files", "jobs", "palette"]

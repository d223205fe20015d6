"""Pages of no room in particular: our own files, whether the desk is well, its jobs, the palette, parts."""

from regulars.web.pages import design, files, jobs, palette

__all__ = ["design", "files", "jobs", "palette"]

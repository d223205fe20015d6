"""Our own files, and whether the desk is well."""

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase

from regulars.web.routes import ANYONE, page
from regulars.web.static import files

FOR_EVER = "public, max-age=31536000, immutable"


@page("/static/<str:name>", may=ANYONE)
def static_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of our own files. Its address changes with its content, so it may be kept for ever."""
    file = files().get(name)
    if file is None:
        raise Http404(name)
    headers = {"ETag": f'"{file.version}"', "Vary": "Accept-Encoding"}
    # Under an old or no version in its address, the browser has to ask again.
    headers["Cache-Control"] = FOR_EVER if request.GET.get("v") == file.version else "no-cache"
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    if file.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(file.packed, file.content_type, headers=headers | {"Content-Encoding": "gzip"})
    return HttpResponse(file.content, file.content_type, headers=headers)


@page("/healthz", may=ANYONE)
def healthz(request: HttpRequest) -> HttpResponseBase:
    """Whether the desk serves and its database answers: 200 or 503, for whatever watches over it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "does not answer"}, status=503)
    return JsonResponse({"ok": True, "database": "answers"})

"""Every path, from what the rooms declared."""

from django.urls import path

from regulars.web.routes import ROUTES

urlpatterns = [path(route.path.lstrip("/"), route.view, name=name) for name, route in ROUTES]

handler400 = "regulars.web.faults.bad_request"
handler403 = "regulars.web.faults.forbidden"
handler404 = "regulars.web.faults.missing"
handler500 = "regulars.web.faults.broken"

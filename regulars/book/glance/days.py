"""Days in words, where one has to understand them at once. Pure."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.web.words import manner

FAR = 7


def day_words(day: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", "Friday 27 Nov" within a week, else "27 Nov", with the year of another one."""
    apart = (day - today).days
    if -1 <= apart <= 1:
        return (_("yesterday"), _("today"), _("tomorrow"))[apart + 1]
    if 0 < apart < FAR:
        weekday = manner(get_language()).weekdays[day.weekday()]
        return _("%(weekday)s %(date)s") % {"weekday": weekday, "date": date_words(day, today)}
    return date_words(day, today)


def date_words(day: date, today: date) -> str:
    """ "27 Nov", with the year of another one."""
    said = manner(get_language())
    named = {"day": day.day, "month": said.short_months[day.month - 1], "year": day.year}
    return (said.day if day.year == today.year else said.day_and_year) % named


def month_words(day: date, today: date) -> str:
    """ "May" in the same year, else "May 2023"."""
    month = manner(get_language()).months[day.month - 1]
    return month if day.year == today.year else _("%(month)s %(year)s") % {"month": month, "year": day.year}

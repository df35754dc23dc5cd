"""Scopes: days, weeks of the month, even weeks, months, holidays, and whose they are."""

from dataclasses import replace

from fabrique.kernels.hours.model import ALL_DAYS, Clause, Token, days_of
from fabrique.kernels.hours.reading import Reading

_LINKS = frozenset({"to", "and", "filler"})
_LISTED = frozenset({"and", "filler", "holiday", "months", "day", "days", "to", "term"})
_ARTICLES = frozenset({"le", "les", "chaque"})


class Scopes(Reading):
    """What each kind of scope does to the clause under way."""

    def _day_run(self, token: Token, limit: int | None = None) -> frozenset[int]:
        """Days from this token on, joined by lists and spans; leaves `at` after the last of them.

        `limit` is the index of a token that they do not pass.
        """
        run: list[tuple[str, frozenset[int]]] = [("", days_of(token))]
        link, index = "", self.at
        while index < (len(self.tokens) if limit is None else limit):
            later = self.tokens[index]
            index += 1
            if later.kind in ("day", "days"):
                run.append((link or "and", days_of(later)))
                self.at, link = index, ""
            elif later.kind in ("to", "until"):
                link = "-" if self.folded[later.start] in "-–—‐‑−" else "to"
            elif later.kind == "and":
                link = link or "and"
            elif later.kind != "filler" or self.folded.startswith("ouv", later.start):
                break  # « fermé mardi, ouvert mercredi 9h-12h »
        if any(len(days) < 7 for _, days in run):
            # « tous les jours, du lundi au vendredi » : the days that are named say what « tous » means.
            run = [part for part in run if len(part[1]) < 7]
        self.listed = all(len(days) == 1 for _, days in run)
        found: set[int] = set(run[0][1])
        for (join, days), (_, earlier) in zip(run[1:], run, strict=False):
            span = join == "to" or (join == "-" and not self.dash_lists)
            if span and len(days) == 1 and len(earlier) == 1:
                self.listed = False
                first, last = min(earlier), min(days)
                found.update(
                    range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
                )
            found.update(days)
        return frozenset(found)

    def _on_day(self, token: Token) -> None:
        mark = self.at
        days = self._day_run(token)
        parted = self._parted(mark)
        if parted:
            self.at = mark
            days = self._day_run(token, parted)
        self._hand_back(token)
        clause = self.current
        waits = not clause.days and (clause.closed or clause.negated or clause.until is not None)
        waits = waits and (
            not (clause.holiday or clause.months or clause.term) or self._closes_under_heading(token)
        )
        if waits or (clause.ranges and not clause.days and self._backwards()):
            clause.days = days
        elif clause.negated and clause.has_scope and not clause.has_body and self._also_excepted(token):
            held, self.held = self.held, None
            self.push()
            self.current.days, self.current.negated, self.held = days, True, held
        elif (
            clause.has_body
            or clause.negated
            or (clause.days and (clause.half or clause.every or clause.notes))
        ):
            self.push()
            self.current.days |= days
        else:
            clause.days |= days
        self.current.listed = self.listed
        self.take_pending()

    _on_days = _on_day

    def _also_excepted(self, day: Token) -> bool:
        """« sauf mardi matin et jeudi après-midi », « sauf samedi après-midi et dimanche »."""
        before = self.before_index(self.tokens.index(day))
        following = self.peek(frozenset({"filler"}), self.at)
        if following is not None and following.kind == "half":
            return not self._times_follow_half()
        ends = following is None or following.kind in ("stop", "bracket", "and")
        joined = before is not None and self.folded[before.start : before.end] == "et"
        return joined and ends and not self._times_follow_days()

    def _times_follow_half(self) -> bool:
        following = self.peek(frozenset({"filler", "half"}), self.at)
        return self._has_hours() and following is not None and following.kind in ("time", "colon")

    def _parted(self, first: int) -> int:
        """« 9h-12h du lundi au jeudi, vendredi 16h30 » : where the day with a time of its own is parted.

        0 unless the hours came before the days, and a single time follows them.
        """
        clause, following = self.current, self.peek(frozenset({"filler", "to"}), self.at)
        if clause.days or following is None or following.kind not in ("time", "colon"):
            return 0
        links = [i for i in range(self.at - 1, first - 1, -1) if self.tokens[i].kind == "and"]
        if clause.closed and not clause.ranges:  # « fermé le lundi, mardi au samedi 9h-12h »
            links = [i for i in links if self.text[self.tokens[i].start] == ","]
        elif not clause.ranges:
            return 0
        elif len(self._time_run(self.tokens.index(following))[0]) > 1:
            # « 10h-18h du mardi au samedi, le dimanche 14h-18h »
            links = [i for i in links if self.text[self.tokens[i].start] == ","]
        return links[0] if links else 0

    def _closes_under_heading(self, day: Token) -> bool:
        """« Vacances d'été : fermé le samedi » : the season was said before, the day is what closes."""
        before, clause, heading = self.before_index(self.tokens.index(day)), self.current, self.heading
        said = (clause.holiday, clause.months, clause.term)
        return (
            before is not None
            and before.kind == "closed"
            and said == (heading.holiday, heading.months, heading.term)
        )

    def _hand_back(self, token: Token) -> None:
        """« lundi 10h-12h, de 10h à 17h le mercredi » : the last range is of the day that ends the text.

        It is where the ranges start again (10h after 12h), or after the comma when there are but two; nothing
        but « le » stands between it and the day, and nothing follows the day.
        """
        clause, row = self.current, self.row
        if not clause.days or len(clause.ranges) < 2 or len(row) != 2 * len(clause.ranges):
            return
        link = self.folded[row[-1].end : token.start].split()
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        if any(word not in _ARTICLES for word in link) or (following and following.kind != "stop"):
            return
        again = [n for n in range(1, len(clause.ranges)) if clause.ranges[n][0] < clause.ranges[n - 1][1]]
        if not again and not (link and len(clause.ranges) == 2 and "," in self._between(row[1], row[2])):
            return
        first = again[-1] if again else 1
        ranges, clause.ranges, clause.end = (
            clause.ranges[first:],
            clause.ranges[:first],
            row[2 * first - 1].end,
        )
        self.push()
        self.current.ranges, self.current.start = ranges, row[2 * first].start

    def _between(self, left: Token, right: Token) -> str:
        return self.folded[left.end : right.start]

    def _backwards(self) -> bool:
        following = self.peek(_LINKS, self.at)
        return self.reversed or following is None or following.kind not in ("time", "colon")

    def _times_follow_days(self) -> bool:
        """Whether the days named next have times of their own after them."""
        following = self.peek(_LINKS | {"day", "days", "nth"}, self.at)
        return following is not None and following.kind in ("time", "colon")

    def _on_half(self, token: Token) -> None:
        clause = self.current
        if clause.ranges or clause.half or clause.until is not None:
            following = self.peek(frozenset({"filler"}), self.at)
            if clause.ranges and following and following.kind == "time":
                return
            days = clause.days
            self.push()
            self.current.days = days
        self.current.half = str(token.value)
        if not self.current.days and self._every_such_half(token):
            self.current.days = ALL_DAYS
        if not self.current.has_body:
            self.current.notes.append(self.words(token.start, token.end))
        self.take_pending()

    def _every_such_half(self, token: Token) -> bool:
        """« tous les matins » that hours or an exception follow at once."""
        if not self.folded[: token.start].endswith(("tous les ", "toutes les ")):
            return False
        following = self.peek(frozenset({"filler"}), self.at)
        return following is not None and following.kind in ("time", "colon", "except")

    def _on_nth(self, token: Token) -> None:
        following = self.peek(frozenset({"filler", "and"}), self.at)
        names_day = following is not None and following.kind == "day"
        awaits = self.current.closed or self.current.negated
        own = not self.current.days and (self.reversed or not self._times_follow_days())
        if self.current.ranges and names_day and not own:
            self.push()
        if not names_day and not self.current.days and not awaits:
            self.note(self.words(token.start, token.end))
            return
        loose = self.current.ranges and not names_day and "mois" not in self.folded[token.start : token.end]
        if loose and not awaits and not self.reversed:
            self.note(self.words(token.start, token.end))  # « 9h-17h, dernier arrivé à 16h » is no last week
            return
        if awaits and self.current.days:
            self.push()
        clause = self.current
        if clause.nth and clause.days and names_day and following and following.value not in clause.days:
            self.doubtful = True  # « le premier mercredi et le troisième jeudi 9h-12h »
        values = token.value
        assert isinstance(values, tuple)
        self.current.nth += tuple(value for value in values if value not in self.current.nth)

    def _on_parity(self, token: Token) -> None:
        clause = self.current
        if clause.parity is not None:
            following = self.peek(frozenset({"filler", "colon", "to"}), self.at)
            other_days = following is not None and following.kind in ("day", "days")
            self.push()
            self.current = replace(clause, ranges=[], notes=[], parity=None, start=-1, end=-1)
            if other_days:
                self.current.days = frozenset()
        elif clause.has_body and not self.in_bracket and self._leads():
            self.push()
        assert isinstance(token.value, int)
        self.trailing_parity = bool(clause.ranges) and self.current is clause
        if self.in_bracket and len(clause.ranges) > 1 and ";" in self.text[clause.start : clause.end]:
            self.clauses.append(replace(clause, ranges=clause.ranges[:-1], notes=[]))
            clause.ranges = clause.ranges[-1:]
        self.current.parity = token.value

    def _leads(self) -> bool:
        """What follows this scope is its own content: a colon, a day or a time at once."""
        following = self.peek(frozenset({"filler", "to"}), self.at)
        return following is not None and following.kind in ("colon", "day", "days", "time")

    def _also_apart(self, token: Token, clause: Clause) -> bool:
        """« sauf lundi et jours fériés », « sauf vacances scolaires, jours fériés et août »."""
        index, linked = self.at - 2, False
        while index >= 0 and self.tokens[index].kind in _LISTED:
            linked = linked or self.tokens[index].kind == "and"
            index -= 1
        if not linked or self.current.negated or (self._leads() and self._has_hours()):
            return False
        for later in self.tokens[max(index, 0) : self.at]:
            if later.kind == "except" or (later.kind == "term" and later.value == "except"):
                clause.words = self.words(later.start, token.end)
                self.clauses.append(clause)
                return True
        return False

    def _has_hours(self) -> bool:
        return any(clause.ranges for clause in (*self.clauses, self.current))

    def _on_months(self, token: Token) -> None:
        if self._also_apart(token, Clause(negated=True, months=str(token.value))):
            return
        value = str(token.value)
        if self._hours_follow():
            # « 9h-12h 14h-17h, en juillet et août 9h-13h »
            self.push()
            self.current.months = value
            return
        self._scope("months", value, self._colon_next())
        if self.of_bracket and self.in_bracket and self.current.negated and self.current.months:
            self.current.days = self.of_bracket  # « …, samedi 9h-12h (sauf juillet et août) »

    def _hours_follow(self) -> bool:
        """Whether hours came before a comma or a stop, and others come right after this scope."""
        before, following = self.before(), self.peek(frozenset({"filler"}), self.at)
        parted = before is not None and before.kind in ("and", "stop") and bool(self.current.ranges)
        return parted and not self.reversed and following is not None and following.kind == "time"

    def _colon_next(self) -> bool:
        following = self.peek(frozenset({"filler"}), self.at)
        return following is not None and following.kind == "colon"

    def _on_holiday(self, token: Token) -> None:
        before, clause = self.before(), self.current
        value = str(token.value)
        if self._also_apart(token, Clause(negated=True, holiday=value)):
            return
        joined = before is not None and before.kind == "and" and clause.days and not clause.has_body
        if joined and not clause.negated and len(value) == 2:
            clause.also = value
            return
        self._scope("holiday", value, self._leads())

    def _on_term(self, token: Token) -> None:
        self._scope("term", True, self._leads())

    def _narrows(self, name: str) -> bool:
        """Whether a closed or excepted day is so only in the holidays or months that come right after it."""
        clause, token = self.current, self.tokens[self.at - 1]
        return (
            name in ("holiday", "months")
            and (clause.closed or clause.negated)
            and bool(clause.days)
            and not (clause.holiday or clause.months or clause.ranges)
            and self.folded.startswith(_WITHIN, token.start)
            and self.tokens[self.at - 2].kind in ("day", "days")
        )

    def _scope(self, name: str, value: object, leads: bool) -> None:
        clause = self.current
        awaits = (clause.closed or clause.negated or clause.until is not None) and not clause.has_scope
        if self._narrows(name):
            setattr(clause, name, value)  # « fermé le samedi pendant les vacances scolaires »
        elif not awaits and leads and (clause.has_body or not clause.has_scope or self.bare()):
            if clause.has_body:
                self.push()
            self.heading = Clause()
            setattr(self.heading, name, value)
            self.current = replace(self.fresh(), notes=self.current.notes)
        elif (clause.closed or clause.negated) and clause.has_scope and not awaits:
            self.push()
            self.current = Clause(closed=clause.closed, negated=clause.negated)
            setattr(self.current, name, value)
        else:
            setattr(clause, name, value)


_WITHIN = ("pendant ", "durant ", "en ", "lors ", "au mois ", "au cours ")

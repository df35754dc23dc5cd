"""Scopes: days, weeks of the month, even weeks, months, holidays, and whose they are."""

from dataclasses import replace

from fabrique.kernels.hours.model import Clause, Token
from fabrique.kernels.hours.reading import Reading

_LINKS = frozenset({"to", "and", "filler"})
_ARTICLES = frozenset({"le", "les", "chaque"})


class Scopes(Reading):
    """What each kind of scope does to the clause under way."""

    def _day_run(self, token: Token) -> frozenset[int]:
        """Days from this token on, joined by lists and spans; leaves `at` after the last of them."""
        run: list[tuple[str, frozenset[int]]] = [("", _days_of(token))]
        link, index = "", self.at
        while index < len(self.tokens):
            later = self.tokens[index]
            index += 1
            if later.kind in ("day", "days"):
                run.append((link or "and", _days_of(later)))
                self.at, link = index, ""
            elif later.kind in ("to", "until"):
                link = "-" if self.folded[later.start] in "-–—‐‑−" else "to"
            elif later.kind == "and":
                link = link or "and"
            elif later.kind != "filler":
                break
        if any(len(days) < 7 for _, days in run):
            # « tous les jours, du lundi au vendredi » : the days that are named say what « tous » means.
            run = [part for part in run if len(part[1]) < 7]
        found: set[int] = set(run[0][1])
        for (join, days), (_, earlier) in zip(run[1:], run, strict=False):
            span = join == "to" or (join == "-" and not self.dash_lists)
            if span and len(days) == 1 and len(earlier) == 1:
                first, last = min(earlier), min(days)
                found.update(
                    range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
                )
            found.update(days)
        return frozenset(found)

    def _on_day(self, token: Token) -> None:
        days = self._day_run(token)
        self._hand_back(token)
        clause = self.current
        waits = not clause.days and (clause.closed or clause.negated or clause.until is not None)
        waits = waits and (
            not (clause.holiday or clause.months or clause.term) or self._closes_under_heading(token)
        )
        if waits or (clause.ranges and not clause.days and self._backwards()):
            clause.days = days
        elif (
            clause.has_body
            or clause.negated
            or (clause.days and (clause.half or clause.every or clause.notes))
        ):
            self.push()
            self.current.days = days
        else:
            clause.days |= days
        self.take_pending()

    _on_days = _on_day

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
        if not self.current.has_body:
            self.current.notes.append(self.words(token.start, token.end))
        self.take_pending()

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
        if awaits and self.current.days:
            self.push()
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

    def _on_months(self, token: Token) -> None:
        self._scope("months", str(token.value), self._colon_next())

    def _colon_next(self) -> bool:
        following = self.peek(frozenset({"filler"}), self.at)
        return following is not None and following.kind == "colon"

    def _on_holiday(self, token: Token) -> None:
        before, clause = self.before(), self.current
        value = str(token.value)
        joined = before is not None and before.kind == "and" and clause.days and not clause.has_body
        if joined and not clause.negated and len(value) == 2:
            clause.also = value
            return
        self._scope("holiday", value, self._leads())

    def _on_term(self, token: Token) -> None:
        self._scope("term", True, self._leads())

    def _scope(self, name: str, value: object, leads: bool) -> None:
        clause = self.current
        awaits = (clause.closed or clause.negated or clause.until is not None) and not clause.has_scope
        if not awaits and leads and (clause.has_body or not clause.has_scope):
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


def _days_of(token: Token) -> frozenset[int]:
    return frozenset({token.value}) if isinstance(token.value, int) else frozenset(token.value)  # type: ignore[call-overload]

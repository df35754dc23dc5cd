"""What departs from hours already said: « sauf », « fermé », a pause, a day that ends at another time."""

from fabrique.kernels.hours.model import Clause, Range, Token
from fabrique.kernels.hours.scopes import Scopes

_SCOPES = frozenset({"day", "days", "nth", "parity", "months", "holiday", "term"})
_FILLER = frozenset({"filler"})


class Exceptions(Scopes):
    """How an exception changes the clause under way, or becomes one of its own."""

    def _on_closed(self, token: Token) -> None:
        clause = self.current
        if self._cut() or self._closes_at():
            return
        if self._apart_in_brackets(token):
            return
        if clause.negated and clause.has_scope and not clause.ranges:
            clause.closed = True
        elif clause.has_scope and not clause.has_body:
            clause.closed = True
            clause.notes = [n for n in clause.notes if not ((clause.half and "matin" in n) or "midi" in n)]
        else:
            self.push()
            self.current.closed = True
        if not self.folded.startswith(("ferm", "off", "clos"), token.start):
            self.current.notes.append(self.words(token.start, token.end))  # « congés », « pas d'accueil »

    def _on_pause(self, token: Token) -> None:
        if not self._cut():
            self._on_word(token)

    def _apart_in_brackets(self, token: Token) -> bool:
        """« du lundi au vendredi (fermé le mercredi) 9h-12h » : the bracket takes a day from the list."""
        opens = self.at >= 2 and self.tokens[self.at - 2].kind == "bracket" and self.in_bracket
        following = self.peek(_FILLER, self.at)
        return opens and following is not None and self._taken_away(following)

    def _taken_away(self, following: Token) -> bool:
        """Take the days named next from those of the clause, unless only a half-day is meant."""
        if not self.current.days or self.current.has_body or following.kind not in ("day", "days"):
            return False
        mark = self.at
        self.at = self.tokens.index(following) + 1
        excluded = self._day_run(following)
        half = self.peek(_FILLER, self.at)
        if half is not None and half.kind == "half":
            self.at = mark
            return False
        self.current.days -= excluded
        return True

    def _on_except(self, token: Token) -> None:
        following = self.peek(_FILLER, self.at)
        if following is not None and following.kind == "time" and self._cut():
            return
        if following is None or following.kind not in _SCOPES | {"half"}:
            self._on_word(token)
            return
        if self._taken_away(following):
            return
        clause = self.current
        of_bracket = clause.days if self.in_bracket and clause.ranges and self.clauses else frozenset()
        if clause.has_scope and not clause.has_body and not self.in_bracket_of_hours():
            # « chaque lundi, sauf jours fériés, 14h-17h » : the hours to come are of the Monday.
            self.held, self.current = clause, self.fresh()
        elif clause.has_scope or (clause.has_body and not clause.closed):
            self.push()
        self.current.negated = True
        self.of_bracket = of_bracket

    def in_bracket_of_hours(self) -> bool:
        """Whether the bracket under way holds times: they are the exception's own."""
        if not self.in_bracket:
            return False
        inside = []
        for token in self.tokens[self.at :]:
            if token.kind == "bracket":
                break
            inside.append(token.kind)
        return "time" in inside

    def resume(self) -> None:
        """Times after an exception that interrupts a scope are that scope's."""
        if self.held is not None and self.current.negated and not self.current.has_body:
            self.push()

    # -- pauses ---------------------------------------------------------------------------------------
    def _cut(self) -> bool:
        """« fermé de 12h à 14h », « pause 12h-13h » : taken out of the hours in which it lies."""
        following = self.peek(_FILLER, self.at)
        if following is None or following.kind != "time":
            return False
        run, _, end = self._time_run(self.tokens.index(following))
        after = self.peek(_FILLER, end)
        if len(run) != 2 or (after is not None and after.kind not in ("stop", "bracket", "and")):
            return False
        start, stop = (int(str(token.value)) for token in run)
        said = [self.current] if self.in_bracket else [*self.clauses, self.current]
        touched = [c for c in said if any(max(low, start) < min(high, stop) for low, high in c.ranges)]
        if not self.current.ranges or any(c.closed or c.negated for c in touched):
            return False
        if len(touched) > 1 and not self._own_sentence(following):
            return False  # of all the days, or of the last? nobody knows
        for clause in touched:
            made = _without(clause.ranges, start, stop)
            if made is None:
                return False
            clause.ranges = made
        self.row, self.at = [], end
        return True

    def _closes_at(self) -> bool:
        """« 10h-18h (fermeture à 19h le jeudi) » : another end, not a day of closure."""
        following = self.peek(_FILLER | {"to"}, self.at)
        if following is None or not self.current.ranges:
            return False
        if following.kind == "day":
            return self._closes_on(following)
        if following.kind != "time":
            return False
        mark, index = self.at, self.tokens.index(following)
        self.at = index + 1
        if self._days_end_here() and _near(following, self._usual_end()):
            self._set_end(int(str(following.value)))
            return True
        self.at = mark
        return False

    def _closes_on(self, day: Token) -> bool:
        """« (fermé le vendredi à 16h) » : the same, the day first."""
        index = self.tokens.index(day)
        said = [t for t in self.tokens[index + 1 : index + 4] if t.kind != "filler"]
        if [t.kind for t in said[:2]] != ["to", "time"] or not _near(said[1], self._usual_end()):
            return False
        if len(self._time_run(self.tokens.index(said[1]))[0]) > 1:
            return False
        self._set_end(int(str(said[1].value)))
        self.current.days = frozenset({int(str(day.value))})
        self.at = self.tokens.index(said[1]) + 1
        return True

    def _own_sentence(self, token: Token) -> bool:
        index = self.tokens.index(token)
        while index and self.tokens[index].kind in ("time", "filler", "closed", "pause", "except"):
            index -= 1
        return self.text[self.tokens[index].start] in ".\n"

    # -- another end ----------------------------------------------------------------------------------
    def _new_end(self, token: Token, before: Token | None) -> bool:
        """« vendredi jusqu'à 15h30 », « (17h30 le mercredi) », « sauf jeudi, 18h30 »."""
        minutes = token.value
        assert isinstance(minutes, int)
        clause = self.current
        if clause.negated and clause.has_scope and not clause.has_body:
            clause.until = minutes
            return True
        until = before is not None and before.kind == "until"
        usual = self._usual_end()
        if usual and _near(token, usual) and not (self.in_bracket or clause.closed):
            if clause.days and not clause.has_body and not clause.nth:
                until = True  # « …, vendredi 16h30 »
            elif before is not None and before.kind in ("and", "stop") and self._days_end_here():
                until = True  # « …, 16h30 le vendredi »
        if not until and not (self.in_bracket and before is not None and before.kind == "bracket"):
            return False
        if until and clause.has_scope and not clause.has_body:
            clause.until, clause.like = minutes, self._usual_days() if _near(token, usual) else frozenset()
            return True
        following = self.peek(frozenset({"filler"}), self.at)
        if following is None or following.kind not in _SCOPES:
            return False
        self._set_end(minutes)
        return True

    def _set_end(self, minutes: int) -> None:
        usual = self._usual_days()
        self.push()
        self.current.until, self.current.like = minutes, usual

    def _usual(self) -> Clause | None:
        """The last hours said before."""
        said = [c for c in (*self.clauses, self.current) if c.ranges and not (c.closed or c.negated)]
        return said[-1] if said else None

    def _usual_end(self) -> int:
        usual = self._usual()
        return usual.ranges[-1][1] if usual else 0

    def _usual_days(self) -> frozenset[int]:
        usual = self._usual()
        return usual.days if usual else frozenset()

    def _leave_new_end(self, run: list[Token], links: list[str]) -> None:
        """« 9h-12h 14h-17h, 16h30 le vendredi » : the lone time that ends the row is of the day after it."""
        if len(run) < 3 or len(run) % 2 == 0 or links[-1] not in ("and", "stop"):
            return
        if self._days_end_here() and _near(run[-1], run[-2]):
            self.at = self.tokens.index(run.pop())
            links.pop()

    def _days_end_here(self) -> bool:
        """Whether days come next, and no hours of theirs after them."""
        following = self.peek(_FILLER, self.at)
        return following is not None and following.kind in ("day", "days") and not self._times_follow_days()


def _near(token: Token, usual: Token | int) -> bool:
    """Another end of the same day: within two hours of the usual one."""
    end = usual if isinstance(usual, int) else int(str(usual.value))
    return token.kind == "time" and 0 < abs(int(str(token.value)) - end) <= 120


def _without(ranges: list[Range], start: int, stop: int) -> list[Range] | None:
    """The ranges with a pause taken out; None if it is not wholly inside one of them."""
    made: list[Range] = []
    for low, high in ranges:
        if max(low, start) >= min(high, stop):
            made.append((low, high))
        elif low < start < stop < high:
            made.extend(((low, start), (stop, high)))
        else:
            return None
    return made

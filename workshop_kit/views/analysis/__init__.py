"""What an analyst asks of archives, each answer in one shape: sentences first, then table and figure (`Told`).

- `source`     an archive of either kind, as the questions below ask it
- `told`       the shape of an answer
- `chart`      the plain figures that no view draws
- `answered`, `scales`, `pictures`, `apart`, `groups`, `days`, `caution`  one question each
- `programme`  many archives as one, with its teams
- `listing`, `many`, `between`  the questions that are asked of it
- `synthetic`  a made-up room, for whoever has no archive yet

Nothing here sees more than an archive holds: of a room that is what was published, and what is known from rows alone
is said to be.
"""

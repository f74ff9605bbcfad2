"""What an analyst asks of archives, each answer in one shape: sentences first, then table and figure (`Told`).

- `source`     an archive of either kind, as the questions below ask it
- `told`       the shape of an answer
- `chart`, `plane`  the plain figures that no view draws: one line each, or one number over another
- `answered`, `scales`, `items`, `pictures`, `apart`, `groups`, `days`, `caution`  one question each
- `changes`    two tallies beside each other: two days, or two archives
- `programme`  many archives as one: which of them count (`gathering`), their teams (`team`), which archives are of one
  team (`same_team`), and with which of them it is laid beside others (`standing`)
- `listing`, `months`, `moved`, `over_time`, `between`, `funnel`, `reliability`, `caution_of_many`  what is asked of it
- `periods`, `timeline`  when archives are from, where their names tell, and which teams each period has
- `funnel_chart`, `time_chart`  their figures
- `synthetic`  a made-up room, for whoever has no archive yet

Nothing here sees more than an archive holds: of a room that is what was published, and what is known from rows alone
is said to be.
"""

# Set-up: categories and limits, working calendar, an area's settings, duty and hand-over
setup = Settings of the area
setup-categories = Categories and limits
setup-calendar = Working calendar
setup-where = Where you are
setup-saved = Saved
setup-readonly = The secretary and the director change this; you may read it.
setup-add = Add
setup-remove = Remove
setup-categories-intro = What residents may report, whose it is, and by when they hear. A change holds for what comes in from now on.
setup-code = Code
setup-name = Matter
setup-family = Family
setup-spoken = As residents say it
setup-responsible = Responsible
setup-responsible-hint = In order, such as 物业→业委会
setup-part = The committee's part
setup-contact = First contact
setup-settle = Settled
setup-basis = Ground
setup-basis-hint = The article; L law, S Shanghai standard, K local practice
setup-limit-note = As the source words it
setup-emergency = Urgency
setup-advice = Whom to call now
setup-advice-hint = For E0 only. Residents see it as soon as they choose this; use plain words.
setup-demands = While handling
setup-needs-photo = Needs photos
setup-needs-verification = Someone else must verify
setup-confidential = The other side must not know who said it
setup-active = Residents may choose it
setup-inactive = Not in use
setup-anchor = Anchor of work
setup-anchor-n = { $n ->
    [1] People's livelihood: happiness
    [2] Where people live: belonging
    [3] Civility: gain
   *[4] Public safety: safety
 }
setup-category-effect = Each area of the street has a record of this change.
setup-unit-of = Unit of { $what }
setup-unit-min = minutes
setup-unit-h = hours
setup-unit-d = days
setup-unit-wh = working hours
setup-unit-wd = working days
refusal-setup-contact-after-settle = First contact cannot be later than settling.
refusal-setup-part-missing = Choose the committee's part.
refusal-setup-emergency-missing = Choose the urgency.
refusal-setup-responsible-missing = Say who is responsible.
refusal-setup-advice-missing = E0 must say whom to call now.
setup-calendar-year = Working calendar { $year }
setup-years = Another year
setup-provisional = The holidays of { $year } are not published or not taken in yet. Only weekends and holidays of fixed date count; every limit of that year is provisional and is computed again later.
setup-provisional-mark = provisional
setup-month = { $n ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 }
setup-weekday-1 = M
setup-weekday-2 = T
setup-weekday-3 = W
setup-weekday-4 = T
setup-weekday-5 = F
setup-weekday-6 = S
setup-weekday-7 = S
setup-mark-rest = off
setup-mark-work = on
setup-try = Try a limit
setup-try-from = From
setup-try-limit = Limit
setup-try-go = Compute
setup-notices = Notices at hand
setup-built-in = 2025 and 2026 come with the system
setup-taken-in-at = taken in { $when }
setup-take-in = Take in a notice
setup-notice-year = Year
setup-source = Title and number of the notice
setup-source-hint = As published by the State Council's General Office
setup-notice = One day a line
setup-notice-hint = date,休 or 班,name. Such as 2027-01-01,休,元旦. A block of a spreadsheet may be pasted.
setup-file = Or a CSV file
setup-file-hint = A file counts instead of what is pasted
setup-take-in-go = Take in
setup-take-in-confirm = The present notice of that year is replaced and limits are computed again. Go on?
setup-line-columns = Line { $line }: three columns are needed
setup-line-date = Line { $line }: no date, write 2027-01-01
setup-line-year = Line { $line }: the date is not in that year
setup-line-kind = Line { $line }: the second column is 休 or 班
setup-line-name = Line { $line }: the name is missing
setup-line-twice = Line { $line }: that day stands above already
setup-line-empty = From line { $line } on there is nothing; paste it or choose a file
refusal-setup-year-unreadable = Write a year, such as 2027.
refusal-setup-source-missing = Write the notice's title and number.
refusal-setup-notice-lines = Some lines need correcting; nothing was saved.
refusal-setup-file-not-utf8 = The file is not UTF-8 text. Save it as "CSV UTF-8", or paste its content above.
setup-tabs = Pages of the settings
setup-tab-contact = Phones and buttons
setup-tab-hours = Hours
setup-tab-dispatch = Who takes it
setup-phone = Phone of the committee
setup-phone-hint = Answered in working hours; residents' pages show it
setup-night-phone = Phone at night and on holidays
setup-night-phone-hint = Used when nobody is on the roster; leave it empty if there is none
setup-address = Address
setup-address-hint = How residents find you
setup-words = Words on buttons
setup-words-intro = The committee does not command; write what you usually say. Empty keeps the usual word.
setup-word-hint = Empty keeps this word
refusal-setup-phone-unreadable = That is no phone number.
refusal-setup-word-long = At most 10 characters on a button.
setup-hours = Hours of a day
setup-hours-hint = Such as 8:30-11:30,13:00-17:00; empty means the national ones
setup-days = Own days
setup-day = Day
setup-day-kind = Open or closed
setup-day-off = Closed
setup-day-work = Open
setup-day-name = Why
setup-day-name-hint = Such as: moving house
setup-no-days = None; the national calendar holds
setup-add-day = Add a day
refusal-setup-day-kind-missing = Choose open or closed.
refusal-setup-day-name-missing = Say why.
refusal-setup-day-missing = Choose a day.
setup-dispatch-intro = Who takes each kind of matter in this area. It is filled in when handing on, and may be changed there.
setup-unset = { $n } categories have nobody yet
setup-adopt = Fill in { $n } of them as usual
setup-taker = Who takes it
setup-nobody = Nobody yet
setup-usual = Usually: { $who }
setup-usually = usual
setup-note = A word to whoever hands it on
setup-note-hint = Such as: call the duty phone first
refusal-setup-organisation-unknown = That organisation is not in this area.
duty = Duty and hand-over
duty-now = Who answers now
duty-open = The desk is open: { $phone }, until { $until }.
duty-roster = { $name } is on duty: { $phone }.
duty-until = Until { $until }.
duty-night = The desk is closed. Night phone: { $phone }, until { $until }.
duty-nobody = Nobody answers now; the desk opens { $opening }.
duty-shifts = Roster
duty-name = Who
duty-phone = Phone
duty-phone-hint = Empty takes the colleague's work phone
duty-from = From
duty-to = To
duty-add = Add a shift
duty-no-shifts = Nobody is on the roster
duty-handover = Hand-over
duty-nothing-open = Nothing is waiting
duty-open-now = Waiting now
duty-note = For the next shift
duty-note-hint = Matters and buildings, no names; phone numbers are masked
duty-note-go = Write down
duty-sheet = Hand-over sheet
duty-signs = Handed over by ____________  Taken over by ____________
refusal-duty-name-missing = Say who.
refusal-duty-moment-missing = Choose date and time.
refusal-duty-ends-before = It must end after it begins.
refusal-duty-too-long = A shift lasts at most 15 days.
refusal-duty-note-missing = Write what is to be handed over.
refusal-duty-note-long = At most 2000 characters.

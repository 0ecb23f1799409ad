## window of a day in a zone
lambda do |text, zone|
  day = Date.parse(text)
  start = day.in_time_zone(zone)
  [start.iso8601, (start + 1.day).utc.iso8601, start.to_i, start.strftime('%d %b %Y %H:%M %z')]
end
#> '2024-03-10', 'America/New_York'
#> '2024-07-01', 'Europe/Berlin'

## timestamps of all kinds to UTC
->(value) {
  time =
    case value
    when Integer then Time.at(value)
    when /\A\d{13}\z/ then Time.at(value.to_i / 1000.0)
    when /\A\d+\z/ then Time.at(Integer(value))
    when String then value.to_time
    when Date then value.to_time
    else raise TypeError, "no time: #{value.inspect}"
    end
  time.utc.strftime('%Y-%m-%dT%H:%M:%S.%LZ')
}
#> 1_700_000_000
#> '1700000000123'
#> '1700000000'
#> '2024-02-29T23:30:00-05:00'
#> '2024-02-29 10:00'
#> nil

## durations in words
lambda do |seconds|
  parts = { day: 86_400, hour: 3600, minute: 60, second: 1 }.each_with_object([]) do |(unit, size), out|
    count, seconds = seconds.divmod(size)
    out << "#{count} #{unit.to_s.pluralize(count)}" unless count.zero?
  end
  parts.any? ? parts.to_sentence : 'now'
end
#> 93_784
#> 1
#> 0
#> 3600

## month ends
->(year) { (1..12).map { |m| Date.new(year, m, -1).day }.then { |days| [days, days.sum, Date.leap?(year), Date.new(year, 2, 28) + 1, (Date.new(year, 1, 31) >> 1).to_s] } }
#> 2024
#> 2023

## days between, without weekends
lambda do |from, to|
  (from.to_date..to.to_date).reject { |d| d.saturday? || d.sunday? }.group_by(&:cweek).transform_values { |days| days.map { |d| d.strftime('%a') }.join }
end
#> '2024-03-01', '2024-03-12'
#> '2024-03-02', '2024-03-03'

## comparison and arithmetic of times
->(a, b) {
  x, y = Time.parse(a).utc, Time.parse(b).utc
  [x <=> y, x == y, (y - x), (x + 90).iso8601, (x - 1.hour).iso8601, [x, y].max.to_s, x.between?(x, y), x.to_date == y.to_date, (x.to_date - y.to_date).to_i, x.beginning_of_month.iso8601, y.end_of_day.iso8601, x.wday, y.yday]
}
#> '2024-01-31T12:00:00Z', '2024-02-01T00:00:00+01:00'
#> '2024-12-31T23:59:59Z', '2025-01-01T00:00:00Z'

## formats of one moment
->(format) { Time.at(1_709_210_096).utc.strftime(format) }
#> '%Y%m%dT%H%M%SZ'
#> '%-d/%-m/%y %l:%M %p %I %A %B %j %U %e %% %s'
#> '%a, %d %b %Y %T GMT|%F|%D|%R|%z|%:z|%Z|%N|%3N|%^a|%10Y|%-H'

## reading by a format
->(text, format) { Time.strptime(text, format).utc.iso8601 rescue $!.class }
#> '03/02/2024 04:05 +0000', '%d/%m/%Y %H:%M %z'
#> 'x', '%Y'

## next run of a schedule
lambda do |from, every|
  time = Time.parse(from).utc
  number, unit = every.match(/(\d+)\s*(minute|hour|day|week|month)s?/)&.captures
  raise ArgumentError, "no schedule: #{every}" unless number

  step = { 'minute' => 1.minute, 'hour' => 1.hour, 'day' => 1.day, 'week' => 1.week, 'month' => 1.month }.fetch(unit)
  number.to_i.times.map { |i| (time + step * (i + 1)).iso8601 }
end
#> '2024-01-31T00:00:00Z', '2 months'
#> '2024-01-01T00:00:00Z', '1 day'
#> '2024-01-01T00:00:00Z', 'x'

## durations added up
->(n) { total = n.hours + 30.minutes; [total.to_i, total == 90.minutes, total.inspect, (2.days - n.hours).to_i, total / 2, 1.week > 6.days, 1.month.inspect, (1.5).hours.to_i] }
#> 1
#> 0

## invalid dates
->(text) { [Date.parse(text).to_s, Date.valid_date?(*text.split('-').map(&:to_i))] }
#> '2024-02-29'
#> '2024-02-30'
#> 'hello'
#> ''

## ranges of dates
->(a, b) { range = Date.parse(a)..Date.parse(b); [range.count, range.cover?(Date.parse(a) + 1), range.step(2).map(&:day), range.include?(Date.parse(b)), range.to_a.last&.to_s, range.each_slice(2).map(&:first).map(&:mday)] }
#> '2024-02-27', '2024-03-02'
#> '2024-01-02', '2024-01-01'

## amounts rounded as money
->(amounts) { amounts.map { |a| a.to_d.round(2).to_s('F') rescue a.class }.zip(amounts.map { |a| format('%.2f', a.to_f) }, amounts.map { |a| (a.to_f * 100).round }) }
#> ['1.005', 2.675, 3]
#> [nil, 'x']

## division in every way
->(a, b) { [a / b, a % b, a.divmod(b), a.fdiv(b), a.remainder(b), a.modulo(b), -a / b, a.to_f / b, (a ** b rescue 0).class, a <=> b, a.div(b)] }
#> 7, 2
#> -7, 2
#> 7, -2
#> 7.5, 2
#> 1, 0
#> 0, 5

## operators in order
->(a, b) { [a + b * 2 ** 2 - -a, a - b - 1, 2 ** 3 ** 2, -2 ** 2, !a.nil? && b > 1, (not a == b), a == 1 ? b : -b, a & 6 | b ^ 1, 1 << a + b, ~a, a.+(b), -a.abs, +b, a <=> b && 1, a > b || b > a] }
#> 1, 2
#> 5, 3

## and, or, not
->(a, b) do
  log = []
  x = a || b
  y = (a or b)
  z = a && b
  log << :first and log << :second
  log.clear or log << :never
  w = a
  w ||= b
  v = a
  v &&= b
  u = if a and not b then :only elsif !a && !b then :none else :other end
  [x, y, z, w, v, u, log, (a unless b), (nil or false), !!a]
end
#> nil, 1
#> false, nil
#> 1, 2
#> 0, false

## floats as text
->(list) { list.map { |f| [f.to_s, f.round(2), f.floor, f.ceil(1), f.to_i, f.truncate, f.inspect] } }
#> [1.0, 1e20, 1e16, 123456789012345.0, 1e-5, 0.0001, -2.5, 100.0 / 3]
#> [0.1 + 0.2, 1.1 - 1.0, -0.0]

## integers big and small
->(n) { [n ** 20, (n ** 20).to_s.length, (n ** 20).digits.first(3), n.to_s(2), n.bit_length, n.pred, n.succ, n.gcd(12), n.lcm(4), n.clamp(1, 5), n.between?(0, 9), n.zero?, n.even?, n.positive?, n.ord, Integer.sqrt(n.abs)] }
#> 7
#> 10
#> -3

## sums and averages
->(list) { [list.sum, list.sum / list.size.to_f, list.minmax, list.sort[list.size / 2], list.inject(:*), list.sum { |x| x.to_f }.round(3), list.reduce(0) { |a, x| a + x * x }, list.partition(&:even?), list.each_cons(2).map { |a, b| b - a }] }
#> [3, 1, 2]
#> [5]

## ranges in all forms
->(a, b) { [(a..b).to_a, (a...b).to_a, (a..b).sum, (a..b).step(2).to_a, (a..).first(2), (..b).include?(a), (a..b) === 2, (a...b).size, (a..b).each_slice(2).to_a, (a..b).inspect, [*a..b].reverse, (b..a).to_a, (a..b).minmax, (a..b).cover?(a + 1..b), Range.new(a, b, true).last(1)] }
#> 1, 5
#> 0, 0

## rounding to steps
->(value, step) { [(value / step).round * step, value.round(-1), value.ceil(-2), value.floor(-1), (value.to_f / step).ceil * step, value.round(half: :even), 2.5.round(half: :down), 2.5.round, 3.5.round(half: :even), -2.5.round] }
#> 47, 5
#> 44, 8

## numeric conversions
->(x) { [Integer(x), Float(x), String(x), Array(x), x.to_s.to_i, Integer(x.to_s, 16)] }
#> 12
#> '12'
#> '0b11'
#> nil
#> '1e3'
#> 2.9

## exact fractions
->(a, b) { [Rational(a, b), a / 3r, 1.5r + a, Rational(a, b).to_f.round(3), a.to_r, 0.5.to_r, Rational('2/4'), (a / 3r).round, 3r == 3, [1/2r, 1/3r].max] }
#> 1, 3
#> 4, -6

## random within bounds
->(max) { values = Array.new(20) { rand(max) }; [values.all? { |v| v >= 0 && v < max }, rand.between?(0, 1), (1..3).include?(rand(1..3)), [1, 2].include?([1, 2].sample), [3, 1].shuffle.sort] }
#> 5
#> 1

## number with separators
->(number) { whole, fraction = number.to_s.split('.'); [whole.gsub(/(\d)(?=(\d{3})+\z)/, '\1,'), fraction].compact.join('.') }
#> 1234567.891
#> -1000
#> 12

## hex colors
->(color) { r, g, b = color.delete('#').scan(/../).map(&:hex); { rgb: [r, g, b], luma: (0.299 * r + 0.587 * g + 0.114 * b).round, back: format('#%02x%02X%02x', r, g, b), inverted: [r, g, b].map { |c| (255 - c).to_s(16).rjust(2, '0') }.join } }
#> '#ff8000'
#> '0a0B0c'
#> '#f'

## hash changed while it is read
->(kind) do
  h = { a: 1, b: 2 }
  case kind
  when :add then h.each { |k, v| h["#{k}2"] = v }
  when :change then h.each { |k, v| h[k] = v * 2 }
  when :delete then h.each_key { |k| h.delete(k) }
  when :keys then h.keys.each { |k| h[k.to_s] = h.delete(k) }
  end
  h
end
#> :add
#> :change
#> :delete
#> :keys

## every way to assign
-> do
  a, (b, *c), d = 1, [2, 3, 4], 5
  *e, f = [1, 2, 3]
  g, h = h = 7
  i = j = [0]
  i[0], i[1] = i[1], i[0]
  k, = [9, 8]
  l = *nil
  m = *'x', 2
  (n, o), p = [1, 2], 3
  q = { r: {} }
  q[:r][:s], q[:t] = *[1, 2]
  u, v = q.values_at(:r, :t)
  w = x = y = nil
  w ||= 1
  [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, u, v, w, x, y]
end
#>

## operator assignments on everything
lambda do |h|
  h[:n] += 1
  h[:s] <<= 'x' rescue h[:s] << 'y'
  h[:list] |= [1, 2]
  h[:list] -= [1]
  h[:missing] ||= []
  h[:missing] <<= 3
  h[:missing][0] **= 2
  h[:flag] &&= h[:flag].to_s
  h[:deep][:a] ||= { b: 0 }
  h[:deep][:a][:b] -= 5
  h[:n] %= 3
  h[:f] /= 2.0
  h
end
#> { n: 4, s: +'s', list: [1], flag: nil, deep: {}, f: 5 }
#> { n: nil }

## safe navigation everywhere
->(x) { [x&.length, x&.[](0), x&.first&.to_s, x&.dig(0, 0), (x&.push(4)), x&.map { |v| v }&.last, x.nil? || x&.size, x&.then { |y| y.class }] }
#> nil
#> [[3], 2]
#> []

## sorting in every way
->(list) { [list.sort_by { |h| [-h[:n], h[:s]] }, list.sort { |a, b| a[:s] <=> b[:s] }.map { |h| h[:n] }, list.min_by { |h| h[:n] }, list.max_by(2) { |h| h[:n] }.size, list.map { |h| h[:s] }.sort.reverse, list.sort_by { |h| h[:s].downcase }.first[:s], list.group_by { |h| h[:n].odd? }.keys, list.sum { |h| h[:n] }] }
#> [{ n: 2, s: 'b' }, { n: 1, s: 'a' }, { n: 2, s: 'A' }]
#> [{ n: 1, s: 'x' }]

## things that cannot be sorted
->(list) { list.sort }
#> [1, 'a']
#> [nil]
#> [nil, nil]
#> [[1, 'b'], [1, 'a']]
#> [[1, nil], [1, 2]]
#> [:b, :a]
#> [true, false]
#> [1.5, 1, 2r]

## array indexes
->(a) { [a[0], a[-1], a[9], a[1, 2], a[1..], a[..-2], a[-2..], a[5, 1], a[a.size, 1], a.first(2), a.last(2), a.values_at(0, -1, 7), a.dig(0), a.fetch(1, :none), a.take(1), a.drop(1), a.at(-9), a.slice(0...-1)] }
#> [1, 2, 3]
#> []

## array changes
->(a) do
  a[a.size + 1] = :gap
  a[0, 0] = [:front]
  a[-1..] = %i[x y]
  a.insert(2, :in).concat([1], [2]).push(3).unshift(0)
  [a.delete(:in), a.delete_at(0), a.delete_if { |v| v == 1 }, a.pop, a.shift, a.compact!, a.compact!, a.uniq!, a.reject! { false }, a.map!(&:to_s), a.rotate, a.fill(0, 1, 1), a.clear.frozen?]
end
#> [1, 2]
#> []

## hash with list values
->(pairs) { h = Hash.new { |hash, k| hash[k] = [] }; pairs.each { |k, v| h[k] << v }; [h, h.key?(:zz), h[:zz], h.default, h.sum { |_, v| v.size }, h.find { |_, v| v.size > 1 }&.first, h.sort_by { |k, v| -v.size }.first, h.invert.size, h.any? { |k, v| v.empty? }, h.count, h.to_a.transpose.size] }
#> [[:a, 1], [:b, 2], [:a, 3]]

## shared default of a hash
-> { h = Hash.new([]); h[:a] << 1; h[:b] += [2]; n = Hash.new(0); 'hello'.each_char { |c| n[c] += 1 }; [h, h[:zz], h.size, n.max_by { |_, v| v }, n.sort_by { |k, v| [-v, k] }.to_h.first(2)] }
#>

## keys of all kinds
-> { h = { 1 => :i, 1.0 => :f, '1' => :s, '1': :y, nil => :n, [1] => :a, { a: 1 } => :h, true => :t, (1..2) => :r }; [h[1], h[1.0], h['1'], h[:'1'], h[nil], h[[1]], h[{ a: 1 }], h[1..2], h.key(:t), h.size, h.keys.map(&:class).uniq.size, h] }
#>

## merging with conflicts
->(a, b) { [a.merge(b), a.merge(b) { |k, x, y| [k, x, y] }, { **a, **b, z: 0 }, a.update(x: 1).size, a.reverse_merge(b), b.except(:a), a.slice(:x, :q), (a.to_a | b.to_a).size, a.reject { |k, _| b.key?(k) }, a.filter_map { |k, v| k if v }, a.each_with_index.map { |(k, v), i| [i, k] }] }
#> { a: 1, b: 2 }, { b: 3, c: 4 }
#> {}, {}

## transformations
->(h) { [h.transform_values(&:to_s), h.transform_keys(&:to_s), h.transform_keys(a: :z), h.map { |k, v| [v, k] }.to_h, h.to_h { |k, v| [k.to_s * 2, v] }, h.each_with_object([]) { |(k, v), m| m << k }, h.inject(0) { |s, (_, v)| s + v.to_i }, h.min_by { |_, v| v.to_i }, h.partition { |_, v| v }, h.group_by { |_, v| v.class }, h.flat_map { |k, v| [k] * v.to_i }, h.zip([1]), h.compact, h.sum { |_, v| v.to_i }] }
#> { a: 1, b: nil, 'c' => '2' }

## lists combined
->(a, b) { [a + b, a - b, a & b, a | b, a * 2, a * ',', a.product(b).size, a.zip(b), a.union(b), a.difference(b), a <=> b, a == b, a.include?(1), (a + b).tally, (a + b).each_with_index.to_a.last, a.cycle.first(3), [a, b].transpose] }
#> [1, 2], [2, 3]
#> [1], [1]
#> [1, 2], [3]

## enumerators
->(list) { [list.each_with_index.to_a, list.each.with_index(1).map { |x, i| x * i }, list.each_slice(2).to_a, list.each_cons(2).to_a, list.map.with_index { |x, i| [i, x] }, list.each_entry.to_a, list.lazy.map { |x| x * 2 }.reject(&:zero?).first(1), list.chunk_while { |a, b| b == a + 1 }.to_a, list.each_with_object([]).to_a.size, list.reverse_each.to_a, list.inject { |a, b| a + b }, list.select.with_index { |_, i| i.even? }, list.zip(list.rotate), list.cycle(2).to_a.size] }
#> [1, 2, 4]
#> [0]

## searches
->(list) { [list.find { |x| x > 1 }, list.find_index(2), list.index { |x| x > 1 }, list.any?, list.all?(Integer), list.none?(5), list.one? { |x| x == 1 }, list.count(&:odd?), list.grep(1..2), list.grep_v(1) { |x| x * 2 }, list.include?(3), list.first, list.min, list.partition { |x| x > 1 }, list.take_while { |x| x < 2 }, list.drop_while { |x| x < 2 }, list.bsearch { |x| x >= 2 }, list.sum, list.each_slice(2).map(&:sum), list.detect(-> { :none }) { |x| x > 9 }] }
#> [1, 2, 3]
#> []

## nested flattening
->(list) { [list.flatten, list.flatten(1), list.flat_map { |x| x }, list.dig(1, 0), list.map { |x| Array(x).size }, list.compact.size, list.to_s, list.inspect.length, Array.wrap(list.first), list.in_groups_of(2, nil).size] }
#> [1, [2, [3, nil]], nil]
#> [[], [[]], {}]

## structures shared and copied
->(data) do
  shallow = data.dup
  deep = data.deep_dup
  data[:list] << 3
  data[:name].upcase!
  shallow[:list] = nil
  [data, shallow, deep, data.equal?(data.itself), shallow == deep]
end
#> { list: [1, 2], name: +'n' }

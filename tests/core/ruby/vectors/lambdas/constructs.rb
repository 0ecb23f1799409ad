## conditions as values
->(n) do
  size = if n > 100 then :big elsif n > 10 then :medium else :small end
  kind = case when n.even? then 'even' else 'odd' end
  sign = n.positive? ? n > 5 ? :plus : :few : n.zero? ? :zero : :minus
  word = unless n == 7 then :not_seven else :seven end
  tail = (:never if n.nil?)
  loose = n > 3 and n < 8
  [size, kind, sign, word, tail, loose, (puts 'x' if false), begin 1; 2 end, (n; n + 1)]
end
#> 7
#> 150
#> 0
#> -2

## case with everything
->(x) {
  case x
  when nil, false then :nothing
  when 1..5, 10 then :range
  when 6.. then :endless
  when Float, Rational then :real
  when /^a(?<rest>.*)/i then "a:#{$~[:rest]}"
  when :sym, 'str' then :exact
  when Hash, Array then x.empty? ? :empty : :full
  when ->(v) { v.respond_to?(:call) } then x.call
  when Comparable then :comparable
  else
    x.class
  end
}
#> nil
#> 3
#> 99
#> -1.5
#> 'Abc'
#> 'str'
#> []
#> { a: 1 }
#> -> { :called }
#> 'zzz'
#> -4
#> 1..2

## patterns with pins, guards and alternatives
->(value, limit = 3) do
  case value
  in [] then :empty_list
  in Integer | Float => n if n > limit then [:above, n]
  in ^limit then :limit
  in Integer then :below
  in [Integer => a, Integer => b] unless a == b then [:pair, a, b]
  in [x, [y, *], *] then [:nested, x, y]
  in { type: 'a' | 'b' => t, size: ..5 } then [:small, t]
  in { type: String => t, **nil } then [:only, t]
  in { user: { name: { first: String => first } } } then first
  in { items: [*, { id: ^limit } => hit, *] } then hit
  in String | Symbol => s then s.to_s
  in nil then :nil
  end
end
#> []
#> 5
#> 3
#> 1
#> [1, 2]
#> ['k', [2, 3], 4]
#> { type: 'b', size: 4, more: 1 }
#> { type: 'c' }
#> { user: { name: { first: 'F', last: 'L' } } }
#> { items: [1, { id: 3, x: 1 }] }
#> :s
#> nil
#> { none: 1 }

## pattern matching on one line
->(config) {
  config => { host:, port: Integer => port }
  tls = config in { tls: true }
  list = (config[:list] in [first, *rest]) ? [first, rest] : :no
  [host, port, tls, list]
}
#> { host: 'h', port: 1, tls: true, list: [1, 2] }
#> { host: 'h', port: 2 }
#> { host: 'h', port: '2' }
#> { port: 1 }

## what is defined
->(param = nil) do
  local = 1
  @kept = 2
  [defined?(local), defined?(param), defined?(@kept), defined?(@other), defined?(String), defined?(Strinq), defined?(puts), defined?(nope), defined?(local.foo), defined?(local.to_s), defined?(1 + 1), defined?(x = 1), defined?(yield), defined?(nil), defined?(self), defined?(@@c), defined?(Math::PI), defined?(JSON.parse), defined?($3), (defined?(local) && :yes)]
end
#>

## instance variables last
lambda do |n|
  @seen ||= []
  add = ->(x) { @seen << x; @total = (@total || 0) + x }
  n.times(&add)
  [@seen, @total, @never]
end
#> 3

## squeezed into one line
->(a) { b = a; b += 1 if b; c = b && b > 2 ? 'x' : 'y'; [a, b, c].map { |v| v.nil? ? 0 : v }.then { |x, *| x } }
#> 1
#> nil

## many lines for one chain
lambda do |list|
  list
    .map { |x| x * 2 } # doubled
    # a comment between
    .select do |x|
      x > 2
    end
    .each_with_object({}) { |x, h|
      h[x] =
        x +
        1
    }
    &.then do |h|
      h.to_a.
        flatten.
        sum
    end
end
#> [1, 2, 3]
#> []

## while with complex ends
->(list) do
  queue = list.dup
  out = []
  while (item = queue.shift) && item != :stop
    next out << :skip if item.nil? || item == 0
    redo_it = item.is_a?(Array)
    queue.concat(item) and next if redo_it
    out << item
    break out << :full if out.size > 3
  end
  out
end
#> [1, [2, 3], 4]
#> [0, 1, :stop, 2]
#> [1, 2, 3, 4, 5]

## begin with else and ensure as value
->(x) { r = begin; Integer(x); rescue ArgumentError, TypeError => e; e.class.name; else; :fine; ensure; :dropped; end; r }
#> '5'
#> 'x'
#> nil

## lambdas in hashes and arrays
lambda do |name, *args|
  table = {
    add: ->(a, b) { a + b },
    neg: :-@.to_proc,
    twice: lambda { |x, &blk| blk ? blk.call(x) * 2 : x * 2 },
    list: [->(x) { [x] }, proc { |x, y| [x, y] }]
  }
  found = table[name]
  found.respond_to?(:call) ? found.call(*args) : Array(found).map { |f| f.(*args) }
end
#> :add, 1, 2
#> :neg, 5
#> :twice, 4
#> :list, 1
#> :none
#> :add, 1

## arguments spread
->(list, opts) do
  f = ->(a, b = :b, *c, k: 0, **o) { [a, b, c, k, o] }
  [f.(*list), f.(*list, **opts), f.call(*list, 9, k: 1, **opts), f[*list, 'x' => 1], f.(*[*list, *list], **{}), f.(list, opts)]
end
#> [1], { k: 5 }
#> [1, 2, 3], { z: 1 }
#> [], {}

## strings grow through every name
->(text) { a = text; b = a; c = a.dup; b << '1'; a += '2'; b.concat('3', '4'); f = ->(s) { s << '5' }; f.(b); d = [b]; d.each { |s| s.upcase! }; [text, a, b, c, b.equal?(text), "#{b}".equal?(b)] }
#> +'x'

## comparison with case equality
->(x) { [Integer === x, (1..9) === x, /1/ === x.to_s, :a === x, nil === x, ->(v) { v == x } === x, Object === x, Comparable === x, Set[1, 2] === x, String === x.class, Class === x.class, x === x, x.eql?(x.to_f), x.equal?(x)] }
#> 1
#> 'a1'
#> nil

## blocks passed on
lambda do |list|
  def apply(list, &block) = list.map(&block)
  def pairs(list) = list.each_cons(2) { |a, b| yield a, b }
  def maybe(x) = block_given? ? (yield x) : x
  sums = []
  pairs(list) { |a, b| sums << a + b }
  [apply(list) { |x| x + 1 }, apply(list, &:to_s), sums, maybe(1), maybe(1) { |x| -x }, apply(list, &->(x) { [x] }), (pairs(list) rescue $!.message)]
end
#> [1, 2, 3]

## recursion in methods of its own
->(n) do
  def fib(n, memo = {}) = n < 2 ? n : memo[n] ||= fib(n - 1, memo) + fib(n - 2, memo)
  def collatz(n)
    return [1] if n == 1
    [n, *collatz(n.even? ? n / 2 : 3 * n + 1)]
  end
  [fib(n), collatz(n)]
end
#> 7
#> 1

## return, rescue and yield in methods of its own
->(list) do
  def first_match(items)
    items.each { |i| return i if yield(i) }
    nil
  rescue ZeroDivisionError => e
    "rescued #{e.message}"
  ensure
    items << :looked if items.empty?
  end
  [first_match(list) { |x| x > 1 }, first_match(list) { |x| x > 9 }, first_match(list) { |x| 1 / 0 }, (first_match(list) { break :broken })]
end
#> [1, 2]
#> []

## comments, blank lines and semicolons
lambda do |a; b|
  # nothing here
  b = a;;
  # =begin
  # not run
  # =end
  c = [1, # one
       2, # two
      ];

  { sum: c.sum + b, list: c, } # end
end
#> 1

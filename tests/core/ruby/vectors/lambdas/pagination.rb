## pages by offset until one is short
lambda do |total, size|
  fetch = ->(offset) { (1..total).to_a[offset, size] || [] }
  all = []
  offset = 0
  loop do
    page = fetch.call(offset)
    all.concat(page)
    break if page.length < size

    offset += size
  end
  { count: all.size, pages: offset / size + 1, last: all.last }
end
#> 7, 3
#> 6, 3
#> 0, 5

## pages by cursor with a limit
->(pages, limit) {
  cursor, seen, rounds = :first, [], 0
  while cursor && rounds < limit
    page = pages[cursor] or break
    seen += page[:items]
    cursor = page[:next]
    rounds += 1
  end
  [seen, cursor, rounds]
}
#> { first: { items: [1, 2], next: :b }, b: { items: [3], next: nil } }, 10
#> { first: { items: [1], next: :first } }, 3
#> {}, 3

## next link of a header
lambda do |header|
  links = header.to_s.split(/,\s*(?=<)/).each_with_object({}) do |part, found|
    next unless part =~ /<([^>]+)>;\s*rel="?(\w+)"?/

    found[$2.to_sym] = $1
  end
  links[:next]&.then { |url| [url, url[/page=(\d+)/, 1].to_i] }
end
#> '<https://x/y?page=2>; rel="next", <https://x/y?page=9>; rel="last"'
#> nil
#> '<https://x/y?page=1,2>; rel=prev'

## closure of a poll
lambda do |input, closure = {}|
  since = closure['since'] || input[:since] || '1970-01-01T00:00:00Z'
  records = input[:records].select { |r| r[:at] > since }.sort_by { |r| [r[:at], -r[:id]] }
  page = records.first(2)
  {
    events: page,
    next_poll: { 'since' => page.last&.fetch(:at) || since },
    can_poll_more: records.length > 2
  }
end
#> { records: [{ id: 1, at: '2024-01-02' }, { id: 2, at: '2024-01-02' }, { id: 3, at: '2024-01-01' }] }
#> { records: [{ id: 1, at: '2024-01-02' }] }, { 'since' => '2024-01-02' }
#> { since: 'z', records: [] }

## retry with growing waits
lambda do |failures|
  attempts, waits = 0, []
  begin
    attempts += 1
    raise IOError, "try #{attempts}" if attempts <= failures

    { attempts: attempts, waits: waits }
  rescue IOError => e
    raise "gave up: #{e.message}" if attempts > 3

    waits << 2**attempts
    retry
  end
end
#> 0
#> 2
#> 9

## retry by class with ensure
lambda do |errors|
  log = []
  queue = errors.dup
  begin
    error = queue.shift
    raise error, 'planned' if error

    log << :ok
  rescue ArgumentError, TypeError => e
    log << e.class.name
    retry
  rescue StandardError => e
    log << "stopped by #{e.class}"
  else
    log << :else
  ensure
    log << :ensure
  end
  log
end
#> [ArgumentError, TypeError]
#> [KeyError, ArgumentError]
#> []

## until with a counter and redo of a step
->(codes) do
  left = codes.dup
  done, again = [], 0
  [1, 2, 3].each do |step|
    code = left.shift || 200
    if code == 429 && again < 5
      again += 1
      redo
    end
    done << [step, code]
  end
  [done, again]
end
#> [200, 429, 429, 201]
#> []
#> [429] * 10

## batches with their index
lambda do |ids, size|
  ids.each_slice(size).with_index(1).map do |slice, number|
    { batch: number, ids: slice, query: slice.map { |id| "id=#{id}" }.join(' OR ') }
  end
end
#> [1, 2, 3, 4, 5], 2
#> [], 3
#> [1], 0

## pages by date window
->(from, to, days) {
  windows = []
  start = Date.parse(from)
  stop = Date.parse(to)
  until start > stop
    finish = [start + days - 1, stop].min
    windows << "#{start.iso8601}/#{finish.strftime('%Y-%m-%d')}"
    start = finish + 1
  end
  windows
}
#> '2024-02-27', '2024-03-03', 3
#> '2024-01-01', '2023-01-01', 1
#> 'nonsense', '2024-01-01', 1

## recursion through a hash of lambdas
lambda do |tree|
  methods = {}
  methods[:walk] = lambda do |node, depth, path|
    here = [*path, node[:name]]
    [[depth, here.join('/')]] + (node[:children] || []).flat_map { |c| methods[:walk].call(c, depth + 1, here) }
  end
  methods[:walk].(tree, 0, [])
end
#> { name: 'a', children: [{ name: 'b', children: [{ name: 'd' }] }, { name: 'c' }] }
#> { name: nil }

## merged pages without doubles
lambda do |*pages|
  pages.inject([]) { |all, page| all | page.map { |r| r.slice(:id, :name) } }
       .group_by { |r| r[:id] }
       .map { |id, same| same.reduce({ id: id }) { |a, b| a.merge(b) { |_, x, y| y || x } } }
       .sort_by { |r| r[:id] }
end
#> [{ id: 2, name: 'b', x: 1 }, { id: 1, name: nil }], [{ id: 1, name: 'a' }, { id: 2, name: 'b' }]
#>

## first page that has it
->(pages, wanted) do
  pages.each_with_index do |page, number|
    page.each { |item| return { page: number, item: item } if item[:id] == wanted }
  end
  nil
end
#> [[{ id: 1 }], [{ id: 2 }, { id: 3 }]], 3
#> [[]], 3

## loop that ends by StopIteration
lambda do |list|
  source = list.each
  taken = []
  result = loop do
    value = source.next
    next if value.nil?

    taken << value * 2
  end
  [taken, result]
end
#> [1, nil, 3]
#> []

## for loop with its variable afterwards
->(pairs) do
  total = 0
  for name, count in pairs do
    break if count.negative?
    next if name == 'skip'

    total += count
  end
  [total, name, count]
end
#> [['a', 1], ['skip', 5], ['b', 2]]
#> [['a', 1], ['b', -2], ['c', 3]]
#> []

## do while with a modifier
->(limit) {
  n = 1
  steps = []
  begin
    steps << n
    n *= 3
  end while n < limit
  n -= 1 until n % 5 == 0
  [steps, n]
}
#> 30
#> 1

## throw out of nested loops
lambda do |matrix, wanted|
  catch(:found) do
    matrix.each_with_index do |row, y|
      row.each_with_index { |cell, x| throw :found, [x, y] if cell == wanted }
    end
    :none
  end
end
#> [[1, 2], [3, 4]], 3
#> [[1, 2], [3, 4]], 9

## page tokens decoded
lambda do |tokens|
  tokens.map do |token|
    JSON.parse(Base64.urlsafe_decode64(token))['page']
  rescue JSON::ParserError
    :no_json
  rescue ArgumentError => e
    e.message
  end
end
#> [Base64.urlsafe_encode64('{"page":3}'), Base64.urlsafe_encode64('x'), '%']

## enumerator over pages
->(sizes) do
  pages = sizes.each_with_index.flat_map { |size, i| Array.new(size) { |n| [i, n] } }.each_entry
  [pages.first(3), pages.lazy.select { |i, _| i.odd? }.map { |i, n| i * 10 + n }.first(2), pages.count]
end
#> [2, 3, 1]
#> [0]

## counting down with step
->(from, to, step) { from.step(to, step).to_a.each_cons(2).map { |a, b| b - a }.tally }
#> 10, 1, -3
#> 1.0, 2.0, 0.5
#> 1, 0, 1

## flat list of nested pages
lambda do |page|
  items, rest = page.values_at(:items, :next)
  return items if rest.nil?

  own = __method__
  [items, (rest in { items: Array }) ? rest[:items] : [], own].flatten.compact
end
#> { items: [1, 2], next: { items: [3, [4]] } }
#> { items: [1] }
#> { items: [1], next: 5 }

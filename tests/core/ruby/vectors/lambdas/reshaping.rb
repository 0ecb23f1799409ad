## response keys to snake case, deeply
lambda do |value|
  convert = lambda do |v|
    case v
    when Hash then v.map { |k, inner| [k.to_s.underscore.to_sym, convert.(inner)] }.to_h
    when Array then v.map(&convert)
    when /\A\d{4}-\d\d-\d\d\z/ then v.to_date
    else v
    end
  end
  convert.call(value)
end
#> { 'firstName' => 'A', 'HTTPCode' => [{ 'innerKey' => '2024-05-06' }] }
#> nil

## blanks dropped deeply
->(input) {
  prune = ->(v) {
    if v.is_a?(Hash) then v.transform_values(&prune).reject { |_, x| x.nil? || x == {} || x == [] }
    elsif v.is_a?(Array) then v.map(&prune).compact
    else v.presence
    end
  }
  prune.(input)
}
#> { a: '', b: { c: nil, d: [nil, ''] }, e: [{ f: ' ' }, 1], g: false, h: 0 }
#> ' x '

## pick list from records
lambda do |records|
  records
    .select { |r| r[:active] != false }
    .sort_by { |r| r[:label].to_s.downcase }
    .pluck(:label, :id)
    .map { |label, id| [label || "##{id}", id.to_s] }
    .uniq(&:last)
end
#> [{ label: 'b', id: 1 }, { label: 'A', id: 2 }, { id: 3 }, { label: 'x', id: 4, active: false }, { label: 'z', id: 1 }]

## custom fields into a hash
lambda do |contact|
  known, custom = contact.partition { |k, _| !k.start_with?('custom_') }
  known.to_h.merge('custom' => custom.each_with_object({}) { |(k, v), h| h[k.delete_prefix('custom_')] = v })
end
#> { 'id' => 1, 'custom_a' => 2, 'custom_b_c' => nil }
#> {}

## list of pairs to nested hash
->(pairs) do
  pairs.each_with_object(Hash.new { |h, k| h[k] = Hash.new(0) }) do |(group, name, amount), out|
    out[group][name] += amount
  end.transform_values { |inner| inner.sort_by { |k, v| [-v, k] }.to_h }
end
#> [['x', :a, 1], ['y', :b, 2], ['x', :c, 5], ['x', :a, 5]]
#> []

## dotted keys unfolded
lambda do |flat|
  flat.each_with_object({}) do |(key, value), out|
    *path, last = key.to_s.split('.')
    target = path.inject(out) { |h, part| h[part] ||= {} }
    target[last] = value
  end
end
#> { 'a.b.c' => 1, 'a.b.d' => 2, e: 3 }
#> { '' => 1 }
#> { 'a' => 1, 'a.b' => 2 }

## nested keys folded
->(nested) {
  fold = ->(prefix, value) {
    next { prefix => value } unless value.is_a?(Hash) && value.any?

    value.inject({}) { |out, (k, v)| out.merge(fold.([prefix, k].compact.join('.'), v)) }
  }
  fold.(nil, nested)
}
#> { a: { b: { c: 1 } }, d: [], e: {} }
#> { 1 => { 2 => nil } }

## deep merge by lists
lambda do |base, over|
  base.deep_merge(over) do |key, old, new|
    old.is_a?(Array) && new.is_a?(Array) ? (old + new).uniq : (new.nil? ? old : new)
  end
end
#> { a: [1, 2], b: { c: 1, d: 2 } }, { a: [2, 3], b: { c: nil, e: 5 } }
#> { a: 1 }, {}

## statuses by pattern
lambda do |responses|
  responses.map do |response|
    case response
    in { status: 200..299, body: [] | {} } then :empty
    in { status: 200..299, body: { items: [{ id: Integer => first }, *] } } then [:items, first]
    in { status: 200..299 => code } unless code == 299 then [:ok, code]
    in { status: 401 | 403 } then :denied
    in { status: Integer | nil => code, **rest } then [:other, code, rest]
    in [Symbol => kind, *, { retry: true }] then kind
    in String => text if text.start_with?('E') then text.downcase
    in nil then nil
    else :unknown
    end
  end
end
#> [{ status: 200, body: [] }, { status: 200, body: { items: [{ id: 7 }, 2] } }, { status: 204 }, { status: 299 }, { status: 403 }]
#> [{ status: nil, x: 1 }, [:net, 1, { retry: true }], 'EOF', 'x', nil, 5]

## find pattern in a list
->(events) {
  case events
  in [*, { type: 'created', id: }, *after] then [id, after.length]
  in [] then :none
  in [*] then :other
  end
}
#> [{ type: 'seen' }, { type: 'created', id: 4 }, { type: 'x' }]
#> []
#> [{ type: 'seen' }]

## rows to columns
->(rows) {
  head, *body = rows
  head.zip(body.transpose).to_h.transform_values { |column| Array(column).map { |c| Integer(c, exception: false) || c } }
}
#> [%w[id name], %w[1 a], %w[2 b]]
#> [%w[id]]

## differences of two records
lambda do |before, after|
  (before.keys | after.keys).filter_map do |key|
    old, new = before[key], after[key]
    next if old == new

    [key, old.nil? ? { added: new } : new.nil? ? { removed: old } : { from: old, to: new }]
  end.to_h
end
#> { a: 1, b: 2, c: 3.0 }, { a: 1.0, b: 5, d: nil, e: 0 }

## index by two fields
->(list) do
  by_id = list.index_by { |r| r[:id] }
  by_type = list.group_by { _1[:type] }.transform_values { |rs| rs.map { |r| r[:id] } }
  [by_id.keys, by_type, list.each_with_index.to_h { |r, i| [r[:id], i] }]
end
#> [{ id: 1, type: 'a' }, { id: 2, type: 'b' }, { id: 3, type: 'a' }]

## sums by month
lambda do |invoices|
  invoices.group_by { |i| i[:date][0, 7] }
          .map { |month, list| { month: month, total: list.sum { |i| i[:amount].to_f }.round(2), n: list.count } }
          .sort { |a, b| b[:month] <=> a[:month] }
end
#> [{ date: '2024-01-05', amount: '10.10' }, { date: '2024-02-01', amount: 5 }, { date: '2024-01-09', amount: nil }]

## safe path into anything
->(value, *path) do
  path.reduce(value) do |here, step|
    break :missing if here.nil?

    case here
    when Hash then here.key?(step) ? here[step] : here[step.to_s]
    when Array then step.is_a?(Integer) ? here[step] : here.map { |h| h.try(:[], step) }
    else here.respond_to?(step) ? here.to_s : nil
    end
  end
end
#> { 'a' => [{ b: 1 }, { b: 2 }] }, :a, :b
#> { a: nil }, :a, :b, :c
#> [1, [2, 3]], 1, 0

## renamed and typed by a map
lambda do |record, mapping|
  mapping.each_with_object({}) do |(from, (to, type)), out|
    raw = record[from]
    out[to] =
      case type
      when :int then Integer(raw)
      when :bool then %w[1 true yes].include?(raw.to_s.downcase)
      when :list then raw.to_s.split(/\s*[;,]\s*/)
      when ->(t) { t.respond_to?(:call) } then type.call(raw)
      else raw
      end
  rescue ArgumentError, TypeError => e
    (out[:errors] ||= []) << "#{from}: #{e.message}"
  end
end
#> { 'a' => '12', 'b' => 'Yes', 'c' => 'x; y,z', 'd' => 'q' }, { 'a' => %i[id int], 'b' => %i[on bool], 'c' => %i[tags list], 'd' => [:up, ->(v) { v.upcase }] }
#> { 'a' => '1x', 'b' => nil }, { 'a' => %i[id int], 'b' => [:n, :int], 'z' => ['z'] }

## labels from ids
->(ids) { ids.to_h { |id| [id, id.to_s.humanize] }.merge('extra' => ids.map { |i| i.to_s.titleize.split.last }) }
#> %w[first_name emailAddress user_id], 
#> []

## selected and ignored fields
lambda do |schema, only: nil, except: []|
  fields = schema.reject { |f| except.include?(f[:name]) }
  fields = fields.select { |f| only.include?(f[:name]) } if only
  fields.map { |f| f.merge(optional: !f[:required]).except(:required) }
end
#> [{ name: 'a', required: true }, { name: 'b' }, { name: 'c' }], except: ['b']
#> [{ name: 'a', required: true }, { name: 'b' }], only: %w[b z]

## values swapped through every name
->(list) do
  shared = list
  copy = list.map(&:dup)
  shared.first << '!'
  shared[0], shared[-1] = shared[-1], shared[0]
  copy.last.upcase!
  [list, copy, shared.equal?(list), list.frozen?]
end
#> [+'a', +'b']
#> [+'a']

## hash with defaults untouched
->(input) do
  defaults = { size: 10, tags: [], nested: { a: 1 } }.freeze
  merged = defaults.merge(input) { |k, d, i| k == :tags ? d + i : i }
  merged[:extra] = defaults.frozen? && !merged.frozen?
  begin
    defaults[:x] = 1
  rescue => e
    merged[:error] = [e.class, e.message]
  end
  merged
end
#> { tags: ['x'], size: nil }
#> {}

## chunks of consecutive numbers
->(numbers) {
  numbers.sort.slice_when { |a, b| b != a + 1 }.map { |run| run.size > 2 ? (run.first..run.last) : run }
}
#> [5, 1, 2, 3, 9, 10]
#> []

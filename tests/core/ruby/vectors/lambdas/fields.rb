## schema of a sample
lambda do |sample|
  build = lambda do |name, value|
    field = { name: name.to_s, label: name.to_s.titleize }
    case value
    when Hash then field.merge(type: 'object', properties: value.map { |k, v| build.(k, v) })
    when Array
      if value.first.is_a?(Hash) then field.merge(type: 'array', of: 'object', properties: value.first.map(&build))
      else field.merge(type: 'array', of: value.first.class.name.downcase)
      end
    when true, false then field.merge(type: 'boolean', control_type: 'checkbox')
    when Integer, Float then field.merge(type: value.integer? ? 'integer' : 'number')
    when nil then field
    else field.merge(type: 'string')
    end
  end
  sample.map { |k, v| build.call(k, v) }
end
#> { id: 1, 'full_name' => 'x', tags: ['a'], price: 1.5, ok: true, none: nil }
#> { address: { city: 'x' }, lines: [{ sku: 'y' }] }

## fields of a metadata answer
lambda do |fields|
  types = { 'int' => 'integer', 'double' => 'number', 'datetime' => 'date_time', 'picklist' => 'select' }
  types.default = 'text'
  fields.reject { |f| f['readOnly'] }.map do |f|
    {
      name: f['name'],
      label: f['label'] || f['name'].humanize,
      optional: !f.fetch('required') { false },
      control_type: types[f['type']],
      pick_list: (f['values']&.map { |v| [v['label'], v['value']] } if f['type'] == 'picklist'),
      hint: f['help'].presence && "#{f['help'].strip.chomp('.')}."
    }.compact
  end
end
#> [{ 'name' => 'first_name', 'type' => 'string' }, { 'name' => 'age', 'type' => 'int', 'required' => true, 'help' => ' Years. ' }]
#> [{ 'name' => 's', 'label' => 'S', 'type' => 'picklist', 'values' => [{ 'label' => 'A', 'value' => 1 }] }, { 'name' => 'x', 'readOnly' => true }]
#> [{ 'type' => 'int' }]

## schema flattened to headers
->(schema) {
  walk = ->(fields, path) {
    fields.flat_map do |f|
      here = path + [f[:name]]
      f[:properties] ? walk[f[:properties], here] : [here.join('.')]
    end
  }
  walk.call(schema, [])
}
#> [{ name: 'a' }, { name: 'b', properties: [{ name: 'c' }, { name: 'd', properties: [] }] }]

## payload by schema
lambda do |schema, input|
  format_value = lambda do |field, value|
    next value if value.nil?

    case field[:type]
    when 'integer' then value.to_i
    when 'number' then value.to_f
    when 'boolean' then value.to_s == 'true'
    when /date/ then value.to_time.utc.iso8601
    when 'object' then field[:properties].to_h { |f| [f[:name], format_value.(f, value[f[:name]])] }.compact
    else value
    end
  end
  schema.each_with_object({}) do |field, body|
    body[field[:name]] = format_value.call(field, input[field[:name]]) if input.key?(field[:name])
  end
end
#> [{ name: 'n', type: 'integer' }, { name: 'd', type: 'date_time' }, { name: 'o', type: 'object', properties: [{ name: 'x', type: 'boolean' }, { name: 'y' }] }], { 'n' => '7', 'd' => '2024-03-01T10:00:00+02:00', 'o' => { 'x' => 'true' }, 'z' => 1 }
#> [{ name: 'n', type: 'number' }], { 'n' => nil }

## toggles for each field
->(fields) {
  fields.map do |f|
    next f unless f[:control_type] == 'select'

    f.merge(toggle_hint: 'Select from list', toggle_field: f.except(:pick_list).merge(control_type: 'text', toggle_hint: "Enter #{f[:label].downcase}"))
  end
}
#> [{ name: 'a', label: 'Status', control_type: 'select', pick_list: [] }, { name: 'b' }]

## hint in a heredoc
lambda do |name, links|
  hint = <<~HINT.squish
    Enter the <b>#{name}</b> of your account.
    See #{links.map { |text, url| %(<a href="#{url}">#{text}</a>) }.to_sentence}
    for "more".
  HINT
  [hint, <<-ONE + <<~'TWO', hint.length]
    kept #{1 + 1}
    ONE
    raw #{name}\n
  TWO
end
#> 'domain', { 'docs' => 'https://d', 'help' => 'https://h' }
#> '', {}

## names unique by number
->(names) do
  seen = Hash.new(0)
  names.map do |name|
    key = name.parameterize(separator: '_')
    seen[key] += 1
    seen[key] == 1 ? key : "#{key}_#{seen[key]}"
  end
end
#> ['First Name', 'first name', 'Ünïcode!', 'a--b', '']
#> []

## required keywords of an operation
lambda do |name:, verb: :get, path: "/#{name}", **options|
  { name: name, request: [verb, path].join(' '), options: options }
end
#> name: 'items'
#> name: 'x', verb: 'post', deprecated: true
#> verb: 1
#> {}

## optional parameters that use earlier ones
->(a, b = a * 2, *rest, c, d: b + c, **others, &blk) { [a, b, rest, c, d, others, blk] }
#> 1, 2
#> 1, 2, 3
#> 1, 2, 3, 4, d: 0, e: 5
#> 1

## parameters taken apart
lambda do |(first, (second, *third)), *, last: nil|
  [first, second, third, last]
end
#> [1, [2, 3, 4]]
#> 5, 6, 7, last: 8
#> [[], nil], {}

## blocks with pairs and more
->(list) do
  [
    list.map { |a, b| [a, b] },
    list.each_with_index.map { |(a, *b), i| [i, a, b] },
    list.map { |a| a },
    list.map { |a, (b, c), d = 9| [a, b, c, d] },
    list.each_with_object([]) { |(a, b), memo| memo.unshift(a) }
  ]
end
#> [[1, [2, 3]], [4], 5]
#> { a: 1, b: [2] }.to_a

## numbered parameters
->(list) { [list.map { _1 }, list.map { [_2, _1] }, list.each_with_index.map { _1[0] + _2 }, list.sum { |x, y| x * y }] }
#> [[1, 2], [3, 4]]

## procs and lambdas differ
lambda do |given|
  loose = proc { |a, b = 5| [a, b] }
  strict = ->(a, b = 5) { [a, b] }
  strict_result = begin
    strict.call(*given)
  rescue ArgumentError => e
    e.message
  end
  [loose.call(*given), loose.call(given), strict_result, loose.arity, strict.arity, loose.lambda?, strict.lambda?]
end
#> [1]
#> [1, 2, 3]
#> []

## closures share variables
-> {
  count = 0
  step = 2
  add = ->(by = step) { count += by }
  get = lambda { count }
  add.()
  step = 10
  add.call
  add[1]
  shadow = 5
  [1, 2].each { |x; shadow| shadow = x }
  [get.(), shadow, add.curry.arity, get.parameters.inspect.length > 1]
}
#>

## composition
->(text) do
  clean = :strip.to_proc >> :downcase.to_proc
  words = clean >> ->(s) { s.split(/\W+/) }
  count = words >> :size.to_proc
  twice = ->(f) { ->(x) { f.(f.(x)) } }
  [clean.(text), words.call(text), count.(text), twice.(->(s) { s + '!' }).(text), (count << clean).call(text)]
end
#> ' Hello, World '
#> ''

## return in blocks and lambdas
lambda do |list|
  inner = -> { return :inner }
  found = list.each { |x| return [:early, x, inner.call] if x > 2 }
  [found, inner.()]
end
#> [1, 2]
#> [1, 3, 5]

## break and next with values
->(list) {
  a = list.each { |x| break x * 10 if x == 2 }
  b = list.map { |x| next :odd if x.odd?; x }
  c = list.each_with_index.find { |x, i| break [:at, i] if x == 9 }
  d = while true do break 1, 2 end
  e = list.select do |x|
    next true if x > 2
    x == 1
  end
  [a, b, c, d, e]
}
#> [1, 2, 3]
#> [9]
#> []

## methods of the lambda's own
lambda do |list|
  def total(items, start: 0)
    items.each { |i| start += block_given? ? yield(i) : i }
    start
  end

  def describe(number) = number.zero? ? 'none' : "#{number} (#{__method__})"

  [total(list), total(list, start: 5) { |i| i * 2 }, describe(list.size), defined?(total), defined?(nowhere)]
end
#> [1, 2, 3]
#> []

## forwarded arguments
lambda do |*args, **options|
  def target(first, *rest, tag: nil, &block) = [first, rest, tag, block&.call(first)]
  def forward(...) = target(...)
  def splat(*args, **options, &block) = target(*args, **options, &block)

  [forward(*args, **options) { |x| [x] }, splat(0, *args, **options)]
end
#> 1, 2, tag: 'x'
#> 1
#> 1, nope: 2

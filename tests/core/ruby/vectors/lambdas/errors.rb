## error body to a message
lambda do |code, body|
  message =
    begin
      parsed = JSON.parse(body)
      errors = parsed['errors'] || parsed['error'] || parsed
      case errors
      when Array then errors.map { |e| e.is_a?(Hash) ? e.values_at('field', 'message').compact.join(': ') : e }.join('; ')
      when Hash then errors.fetch('message') { errors.keys.first }
      else errors.to_s
      end
    rescue JSON::ParserError
      body.to_s[/<title>(.*?)<\/title>/m, 1] || 'no message'
    end
  "#{code}: #{message}"
end
#> 422, '{"errors":[{"field":"name","message":"is blank"},"x"]}'
#> 500, '<html><title>Oops</title></html>'
#> 400, '{"error":{"message":"bad"}}'
#> 404, ''
#> 409, '[1,2]'

## classes of errors
->(trials) do
  trials.map do |trial|
    trial.call
  rescue ZeroDivisionError, FloatDomainError => e
    [:math, e.message]
  rescue KeyError => e
    [:key, e.message, e.key]
  rescue NoMethodError => e
    [:method, e.message, e.name]
  rescue NameError => e
    [:name, e.name]
  rescue TypeError, ArgumentError => e
    [e.class, e.message]
  rescue => e
    [:other, e.class.superclass, e.message]
  end
end
#> [-> { 1 / 0 }, -> { 1.0 / 0 }, -> { (1.0 / 0).to_i }, -> { {}.fetch(:x) }, -> { nil.upcase }]
#> [-> { undefined_thing }, -> { Integer('x') }, -> { [1] + nil }, -> { Integer([]) }, -> { raise IOError }]
#> [-> { raise 'text' }, -> { raise StopIteration, 'over' }, -> { [].fetch(3) }, -> { 'a'.foo(1) }, -> { :a.unknown }]
#> [-> { Float('1.2.3') }, -> { 'x' * -1 }, -> { [3, nil].sort }, -> { {}.fetch('y', 7) }, -> { Hash.new(1) { 2 } }]
#> [-> { 5.upto }, -> { 'abc'.center }, -> { [1, 2].first(-1) }, -> { 'a'.to_sym.to_proc.call }]

## messages for what is missing
->(name) do
  case name
  when :nil_index then nil[0]
  when :nil_plus then nil + 1
  when :hash_call then { a: { b: 1 } }[:x][:b]
  when :integer then 5.length
  when :float then 1.5.upcase
  when :string then 'text'.push(1)
  when :array then [1, 'a', nil].strip
  when :hash then { a: 1 }.push(1)
  when :symbol then :a.gsub('a', 'b')
  when :true then true.to_i
  when :class then String.nope
  when :range then (1..2).upcase
  when :lambda_args then ->(a, b) { a }.call(1)
  when :constant then NoSuchThing
  when :nested then Math::NOPE
  when :vcall then no_such_local
  when :fcall then no_such_call(1)
  end
end
#> :nil_index
#> :nil_plus
#> :hash_call
#> :integer
#> :float
#> :string
#> :array
#> :hash
#> :symbol
#> :true
#> :class
#> :range
#> :lambda_args
#> :constant
#> :nested
#> :vcall
#> :fcall
#> :none

## order of ensure
lambda do |kind|
  log = []
  run = lambda do
    begin
      log << :body
      raise 'inner' if kind == :raise
      return :returned if kind == :return
      log << :after
      :value
    rescue => e
      log << e.message
      :rescued
    else
      log << :else
      :else_value
    ensure
      log << :ensure
      :ignored
    end
  end
  [run.call, log]
end
#> :raise
#> :return
#> :none

## ensure in a loop
->(list) do
  seen = []
  result = list.each do |x|
    begin
      next if x == 1
      break :stopped if x == 3
      seen << x
    ensure
      seen << "e#{x}"
    end
  end
  [result, seen]
end
#> [1, 2, 3, 4]
#> [2]

## nested rescue and cause
lambda do |deep|
  begin
    begin
      deep ? Integer('zz') : raise(KeyError, 'k')
    rescue ArgumentError => e
      raise TypeError, "wrapped: #{e.message}"
    end
  rescue KeyError, TypeError => e
    [e.class, e.message, e.cause&.class, e.cause&.message, $!.equal?(e)]
  end + [$!]
end
#> true
#> false

## raise again
->(times) do
  count = 0
  begin
    begin
      count += 1
      raise RuntimeError, "n#{count}"
    rescue RuntimeError
      raise if count >= times
      retry
    end
  rescue => e
    "#{e.message} after #{count}"
  end
end
#> 3
#> 0

## error into a hash
lambda do |text|
  result = { ok: nil }
  begin
    result[:ok] = Float(text)
  rescue => result[:error]
    result[:error] = result[:error].message
  end
  result
end
#> '1.5'
#> 'one'
#> nil

## list of classes rescued by splat
lambda do |error|
  list = [KeyError, IndexError]
  temporary = [*list, StopIteration]
  begin
    raise error, 'x'
  rescue *temporary, ZeroDivisionError => e
    "caught #{e.class}"
  end
end
#> KeyError
#> StopIteration
#> ZeroDivisionError
#> TypeError
#> 'text'

## modifier rescue in assignments
->(text) {
  number = Integer(text) rescue -1
  total = 10
  total += Float(text) rescue 0
  pair = (JSON.parse(text) rescue nil) || {}
  [number, total, pair, (raise 'x' rescue $!.message)]
}
#> '5'
#> 'x'
#> '{"a":1}'

## custom message with exception objects
->(kind) do
  error = ArgumentError.new('first')
  case kind
  when 1 then raise error
  when 2 then raise error, 'second'
  when 3 then raise error.class, 'third'
  when 4 then raise error.exception('fourth')
  when 5 then raise ArgumentError
  when 6 then raise
  when 7 then raise nil.to_s
  else fail "other #{kind.inspect}"
  end
end
#> 1
#> 2
#> 3
#> 5
#> 6
#> 7
#> 'z'

## else and ensure without rescue
lambda do |value|
  out = []
  x = begin
    out << value.to_sym
    value.length
  ensure
    out << :done
  end
  [x, out]
end
#> 'abc'
#> nil

## full message of validation
lambda do |input|
  problems = []
  problems << 'name is missing' unless input[:name].present?
  problems << "age #{input[:age]} is no number" unless input[:age].to_s.match?(/\A\d+\z/)
  problems << 'mail' if input[:mail] !~ /@/
  raise ArgumentError, problems.to_sentence(last_word_connector: ' and ') if problems.many?

  problems.first || :fine
end
#> { name: 'x', age: 3, mail: 'a@b' }
#> { name: 'x', age: 'y', mail: 'a@b' }
#> { age: -1 }

## throw with a value and without
->(tag) do
  first = catch(:stop) { throw :stop if tag == :plain; throw :stop, 42 if tag == :value; :through }
  second = catch { |own| throw own, :own }
  [first, second]
end
#> :plain
#> :value
#> :none

## uncaught throw
->(x) { throw x, 1 }
#> :nowhere
#> 'text'

## frozen things
->(kind) do
  case kind
  when :string then 'abc'.freeze << 'd'
  when :array then [1].freeze.push(2)
  when :hash then { a: 1 }.freeze[:b] = 2
  when :symbol then :abc.to_s << 'd'
  when :dup then 'abc'.freeze.dup << 'd'
  when :nested then [+'a'].freeze.first << 'b'
  end
end
#> :string
#> :array
#> :hash
#> :symbol
#> :dup
#> :nested

## conversion errors
->(a, b) { [a + b, a <=> b, a == b] }
#> 1, 2.5
#> 1, nil
#> 1, 'a'
#> [1], [2]
#> [1], 2
#> 1.5, '2'
#> nil, 1

## system stack
->(n) do
  down = ->(i) { i.zero? ? 0 : 1 + down.(i - 1) }
  down.call(n)
end
#> 10
#> 200

## retry until it works, from a list of answers
lambda do |answers|
  tries = 0
  begin
    answer = answers.fetch(tries)
    tries += 1
    raise "status #{answer}" unless (200...300) === answer
    [:ok, tries]
  rescue IndexError => e
    [:exhausted, e.message]
  rescue => e
    e.message.end_with?('503') ? retry : [:failed, e.message]
  end
end
#> [503, 503, 204]
#> [503, 404]
#> [503]

## CSV by hand
lambda do |rows, separator: ','|
  quote = ->(cell) { cell.to_s =~ /["#{Regexp.escape(separator)}\n]/ ? %("#{cell.to_s.gsub('"', '""')}") : cell.to_s }
  rows.map { |row| row.map(&quote).join(separator) }.join("\r\n") << "\r\n"
end
#> [['a', 'b,c'], ['say "hi"', nil], [1, "x\ny"]]
#> [['a;b', 'c']], separator: ';'

## CSV read by hand
->(text) {
  rows, row, cell, quoted = [], [], +'', false
  chars = text.chars
  until chars.empty?
    c = chars.shift
    if quoted
      if c == '"' && chars.first == '"' then cell << chars.shift
      elsif c == '"' then quoted = false
      else cell << c
      end
    else
      case c
      when '"' then quoted = true
      when ',' then row << cell; cell = +''
      when "\n" then rows << (row << cell); row, cell = [], +''
      else cell << c
      end
    end
  end
  rows << (row << cell) unless row.empty? && cell.empty?
  rows
}
#> %(a,"b ""q"",c"\nd,\n)
#> ''
#> "x\n\ny"

## XML built
lambda do |value|
  escape = ->(s) { s.to_s.gsub(/[&<>"]/, '&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;') }
  build = lambda do |name, v|
    case v
    when Hash
      attributes, children = v.partition { |k, _| k.to_s.start_with?('@') }
      head = attributes.map { |k, a| %( #{k.to_s[1..]}="#{escape.(a)}") }.join
      "<#{name}#{head}>#{children.map { |k, c| build.(k, c) }.join}</#{name}>"
    when Array then v.map { |item| build.call(name, item) }.join
    when nil then "<#{name}/>"
    else "<#{name}>#{escape[v]}</#{name}>"
    end
  end
  build.('root', value)
end
#> { '@id': 'a"b', item: [1, { '@x' => 2, y: '<&>' }], none: nil }
#> 'x'

## query string parsed
lambda do |query|
  query.delete_prefix('?').split('&').each_with_object({}) do |pair, out|
    key, value = pair.split('=', 2).map { |part| CGI.unescape(part) }
    next if key.blank?

    if key.end_with?('[]') then (out[key[0...-2]] ||= []) << value
    elsif (m = key.match(/\A(?<outer>\w+)\[(?<inner>\w+)\]\z/)) then (out[m[:outer]] ||= {})[m['inner']] = value
    else out[key] = value
    end
  end
end
#> '?a=1&b[]=x&b[]=y%20z&c[d]=+&e&=f'
#> ''

## template filled
->(template, values) do
  template.gsub(/\{\{\s*(\w+)(?:\|(\w+))?\s*\}\}/) do
    value = values.fetch($1.to_sym) { "?#{$1}" }
    case $2
    when 'upper' then value.to_s.upcase
    when nil then value
    else "#{value}(#{$2})"
    end
  end
end
#> 'Hi {{name|upper}}, {{ n }} of {{missing}}{{n|odd}}', { name: 'Bo', n: 3 }
#> '', {}

## named groups as locals
->(line) {
  if /\A(?<verb>GET|POST) (?<path>\S+)(?: HTTP\/(?<version>[\d.]+))?\z/ =~ line
    [verb, path, version, $~.pre_match, $+]
  elsif line =~ /(\d+)-(\d+)/
    [$`, $&, $', $1.to_i + $2.to_i, Regexp.last_match(2)]
  else
    [verb, $~, $1]
  end
}
#> 'GET /a HTTP/1.1'
#> 'POST /b'
#> 'from 12-30 now'
#> 'nothing'

## lines folded and numbered
->(text) do
  text.each_line(chomp: true).with_index(1).reject { |l, _| l.strip.empty? || l.start_with?('#') }.map do |line, n|
    key, value = line.split(/\s*=\s*/, 2)
    format('%03d %-8s|%s', n, key, value || '-')
  end
end
#> "a = 1\n\n# note\nlong name=x = y\nz"
#> ''

## squiggly heredocs
->(name) {
  one = <<~ONE
    first #{name}
      second\tx
    \ttabbed

    #{[1, 2].map { |n| "inner #{n}" }.join(', ')}
    end
  ONE
  two = <<~'TWO' + "tail"
    raw #{name} \n
      deeper
  TWO
  [one, two, [<<A, <<-B].map(&:length)]
plain
A
  dashed #{name.length}
  B
}
#> 'é'
#> "a\nb"

## every string literal
->(x) {
  [%q(single (nested) #{x}), %Q[double [nested] #{x}], %(plain "#{x}"), %w[a#{x} b\ c], %W[a#{x} b\tc #{x}d], %i[a b], %I[s#{x} t],
   'it''s' " joined" ' here', ?a, ?\n, "\x41\u{1F600}\101\e[0m", 'a\nb\'c\\d', "a\
b", :"sym #{x}", %s(plain sym), "#{x}#{"n#{x}"}", "\#{x} #x #@y"]
}
#> 1
#> 'z'

## formats
->(n) {
  [format('%05d|%-6s|%+.2f|%x|%o|%b|%e', n, n, n, n, n, n, n), '%s %p' % [nil, nil], '%-5s|' % :ab, '%%%c' % 'x',
   format('%<a>05.1f %{b}', a: n, b: n), '%3$s %1$s' % %w[a b c], '% d' % n, format('%#x %#o', n, n), '%.2s' % 'abc', '%08.3f' % n]
}
#> 42
#> 7.0
#> 0

## format errors
->(text, *args) { format(text, *args) }
#> '%d', 'x'
#> '%d %d', 1
#> '%z', 1
#> '%s'
#> '%d', nil
#> '%f', '1.5'
#> '%<a>s', { b: 1 }

## words and cases
->(s) { [s.camelize, s.underscore, s.dasherize, s.humanize, s.titleize, s.pluralize, s.singularize, s.classify, s.tableize, s.parameterize, s.squish, s.truncate(6), s.swapcase] }
#> 'user_account'
#> 'HTMLParser  box'
#> 'people'
#> ''

## slices of text
->(s) { [s[0], s[-1], s[1..], s[..1], s[1, 2], s[9], s[/[aeiou]/], s['ell'], s[-3..-2], s.slice(0, 0), s[5..], s[6..], s.chars.each_slice(2).map(&:join)] }
#> 'hello'
#> ''
#> 'héé'

## changes in place
->(s) do
  original = s.dup
  other = s
  s << '-' << 'x'
  s[0] = s[0].upcase
  s.sub!('x', 'YY')
  result = [s.gsub!(/q/, ''), s.upcase!, s.upcase!, s.squeeze!, s.chomp!('YY'), s.strip!]
  s.insert(1, '_').concat('!', '?').prepend('>')
  s[/[A-Z]+/] = 'word'
  s.replace(s.reverse) if s.length > 8
  [s, other.equal?(s), original, result, s.slice!(0), s]
end
#> +'abc'
#> +'zz top '

## gsub in all forms
->(s) {
  [s.gsub('a', 'b'), s.gsub(/(\w)(\w)/, '\2\1'), s.gsub(/\w/) { |c| c.ord.to_s }, s.gsub(/[ab]/, 'a' => '1', 'b' => '2'),
   s.gsub(/(?<x>a)/, '<\k<x>>'), s.sub(/\z/, '.'), s.gsub(/^/, '> '), s.tr('a-c', 'A-C'), s.delete('a'), s.gsub('.', '-'), s.gsub(/\s+/, ' '), s.gsub(/b/, '\\\\')]
}
#> 'abc abc'
#> "a\nb\n"
#> ''

## encodings and bytes
->(s) { [s.bytes.length, s.length, s.b.length, s.unpack('C*').first(3), s.encoding.to_s, s.force_encoding('BINARY').encoding.to_s, s.force_encoding('UTF-8').valid_encoding?, s.unicode_normalize(:nfd).length, s.hex, s.ord] }
#> +'é1'
#> +'ff'

## numbers in text
->(s) { [s.to_i, s.to_f, s.to_i(16), s.scan(/-?\d+/).map(&:to_i), s.to_s.rjust(6, '0'), Integer(s, exception: false), Float(s, exception: false), s.to_d.to_s] }
#> '12'
#> '-3.7e2x'
#> '0x1f'
#> '1_000'

## scan and partition
->(s) { [s.scan(/(\w)=(\d)/), s.scan(/\w=/), s.partition('='), s.rpartition('='), s.partition(/\d/), s.split(''), s.split(/(=)/), s.split('=', -1), s.index('='), s.rindex('='), s =~ /z/, s.match?(/=/), s.count('=a'), s.each_char.to_a.tally] }
#> 'a=1,b=2'
#> 'x='
#> ''

## comparisons
->(a, b) { [a <=> b, a == b, a.eql?(b), a.equal?(a), a.casecmp(b), a.casecmp?(b), a.start_with?(b), a.include?(b), [a, b].min, [a, b].minmax, a > b, a.between?(b, b)] }
#> 'a', 'A'
#> 'abc', 'ab'
#> 'é', 'e'

## case by pattern
->(s) {
  case s
  when /\A\s*\z/ then :blank
  when /^(\d{4})-(\d\d)/ then [$1, $2.to_i]
  when 'a'..'f' then :letter
  when *%w[yes on] then true
  when ->(t) { t.length > 8 } then :long
  when String, Symbol then s.to_sym
  end
}
#> "x\n2024-05"
#> ' '
#> 'c'
#> 'on'
#> 'very long text'
#> 'gg'
#> 5

## tables of text
lambda do |rows|
  widths = rows.transpose.map { |column| column.map { |c| c.to_s.length }.max }
  rows.map { |row| row.each_with_index.map { |c, i| c.is_a?(Numeric) ? c.to_s.rjust(widths[i]) : c.to_s.ljust(widths[i]) }.join(' | ').rstrip }
end
#> [['id', 'name'], [1, 'x'], [100, 'longer']]
#> [[1], [1, 2]]

## simple tokenizer
->(text) do
  tokens = []
  position = 0
  rules = { /\G\s+/ => nil, /\G\d+(\.\d+)?/ => :number, /\G[a-z_]\w*/i => :name, /\G[-+*\/()=]/ => :operator }
  while position < text.length
    rule, kind = rules.find { |pattern, _| text.match?(pattern, position) }
    raise "unexpected #{text[position].inspect} at #{position}" unless rule
    matched = text.match(rule, position)[0]
    tokens << [kind, matched] if kind
    position += matched.length
  end
  tokens
end
#> 'a1 = 3.5*(b - 2)'
#> 'a $ b'

## canonical query of a signed request
lambda do |params|
  params.sort_by { |name, _| name.to_s }.map do |name, value|
    "#{CGI.escape(name.to_s)}=#{CGI.escape(value.to_s).gsub('+', '%20')}"
  end.join('&')
end
#> { b: 'x y', a: 1 }
#> { 'Z' => nil, 'a' => 'é&=' }
#> {}

## string to sign with headers
lambda do |verb, path, headers, body|
  canonical = headers.transform_keys { |k| k.to_s.downcase.tr('_', '-') }
                     .sort
                     .map { |k, v| [k, v.to_s.strip].join(':') }
  [
    verb.upcase,
    path.presence || '/',
    *canonical,
    Digest::SHA256.hexdigest(body.to_s)
  ].join("\n")
end
#> 'get', '', { Host: 'api.example.com', 'X_Date' => ' 20240101 ' }, nil
#> 'post', '/v1/items', {}, '{"a":1}'

## bearer token parts from a JWT
->(token) do
  header, payload, signature = token.split('.', 3)
  decode = ->(part) { JSON.parse(Base64.urlsafe_decode64(part + '=' * (-part.length % 4))) }
  { alg: decode.(header)['alg'], claims: decode.(payload), signed: !signature.to_s.empty? }
end
#> 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwiZXhwIjoxfQ.abc'
#> 'eyJhbGciOiJub25lIn0.e30.'
#> 'eyJhbGciOiJub25lIn0.!!'

## unsigned JWT by hand
lambda do |claims, secret|
  encode = ->(value) { Base64.urlsafe_encode64(value, padding: false) }
  head = encode.call({ typ: 'JWT', alg: 'HS256' }.to_json)
  body = encode[claims.merge(iat: 1_700_000_000).to_json]
  signature = OpenSSL::HMAC.digest('SHA256', secret, "#{head}.#{body}")
  [head, body, encode.(signature)].join('.')
end
#> { sub: 'user', admin: true }, 's3'
#> { 'aud' => ['a', 'b'], exp: nil }, 'key with blank'

## OAuth 1 base string
lambda do |method, url, params|
  enc = ->(s) { CGI.escape(s.to_s).gsub('+', '%20').gsub('%7E', '~').gsub('*', '%2A') }
  pairs = params.map { |k, v| [enc.(k), enc.(v)] }.sort
  normalized = pairs.map { |pair| pair.join('=') }.join('&')
  [method.to_s.upcase, enc.(url.sub(/\?.*\z/m, '')), enc.(normalized)].join('&')
end
#> :get, 'https://api.example.com/r?x=1', { oauth_nonce: 'n*', 'a b' => '~1' }
#> 'post', 'http://e.com/', { z: [1, 2] }

## key derived in four steps
->(secret, date, region, service) {
  [date, region, service, 'aws4_request'].reduce("AWS4#{secret}") do |key, part|
    OpenSSL::HMAC.digest('sha256', key, part)
  end.unpack1('H*')
}
#> 'wJalrXUtnFEMI/K7MDENG', '20150830', 'us-east-1', 'iam'
#> '', '', '', ''

## basic credentials with a colon in the password
lambda do |user, password = nil|
  raise ArgumentError, 'user is blank' if user.blank?

  encoded = Base64.strict_encode64([user, password].compact.join(':'))
  name, _, rest = Base64.decode64(encoded).partition(':')
  ["Basic #{encoded}", name, rest.empty? ? nil : rest]
end
#> 'me', 'a:b'
#> 'me'
#> ' '

## nonce table
lambda do |seed, count|
  state = seed
  (1..count).map do
    state = (state * 1_103_515_245 + 12_345) % 2**31
    state.to_s(36).rjust(7, '0')
  end
end
#> 42, 4
#> 0, 1

## checksum of digits
->(number) {
  digits = number.to_s.gsub(/\D/, '').chars.map(&:to_i)
  sum = digits.reverse.each_with_index.sum { |d, i| i.odd? ? (d * 2).digits.sum : d }
  { valid: (sum % 10).zero?, check: (10 - sum % 10) % 10 }
}
#> '4539 1488 0343 6467'
#> 1234
#> ''

## header names as servers send them
lambda do |headers|
  headers.each_with_object({}) do |(name, value), out|
    key = name.to_s.split(/[_-]/).map(&:capitalize).join('-')
    next if value.nil?

    out[key] = out.key?(key) ? "#{out[key]}, #{value}" : value.to_s
  end
end
#> { content_type: 'json', 'x-api-KEY' => 1, accept: nil, 'Content-Type' => 'xml' }

## digest challenge parsed
lambda do |header|
  scheme, _, rest = header.partition(' ')
  fields = rest.scan(/(\w+)=(?:"([^"]*)"|([^\s,]+))/).map { |k, quoted, plain| [k.to_sym, quoted || plain] }.to_h
  case fields
  in { realm: String => realm, nonce:, **others } then [scheme, realm, nonce, others.keys]
  in { realm: } then [scheme, realm]
  else [scheme, :nothing]
  end
end
#> 'Digest realm="a b", nonce="xyz", qop="auth,auth-int", algorithm=MD5'
#> 'Basic realm="x"'
#> 'Negotiate'

## response of a digest challenge
lambda do |user, password, fields, uri|
  ha1 = Digest::MD5.hexdigest("#{user}:#{fields[:realm]}:#{password}")
  ha2 = Digest::MD5.hexdigest("GET:#{uri}")
  if fields[:qop]
    Digest::MD5.hexdigest([ha1, fields[:nonce], '00000001', 'cn', fields[:qop], ha2].join(':'))
  else
    Digest::MD5.hexdigest("#{ha1}:#{fields[:nonce]}:#{ha2}")
  end
end
#> 'Mufasa', 'Circle', { realm: 'r', nonce: 'n', qop: 'auth' }, '/dir'
#> 'Mufasa', 'Circle', { realm: 'r', nonce: 'n' }, '/dir'

## signature compared without leaving early
->(left, right) do
  return false unless left.bytesize == right.bytesize

  left.bytes.zip(right.bytes).inject(0) { |sum, (a, b)| sum | (a ^ b) }.zero?
end
#> 'abc', 'abc'
#> 'abc', 'abd'
#> 'abc', 'é'

## password field masked
lambda do |connection|
  secret = /token|secret|pass(word)?|key\z/i
  connection.map do |k, v|
    shown = if k.to_s =~ secret then v.to_s.length > 4 ? "#{'*' * (v.to_s.length - 2)}#{v[-2..]}" : '****'
            else v
            end
    [k, shown]
  end.to_h
end
#> { api_key: 'abcdefgh', user: 'x', 'Password' => 'abc', client_secret: nil }

## base 32 of bytes
->(text) do
  alphabet = [*'A'..'Z', *'2'..'7']
  bits = text.unpack1('B*')
  bits.scan(/.{1,5}/).map { |group| alphabet[group.ljust(5, '0').to_i(2)] }.join
end
#> 'hello'
#> ''
#> 'é'

## one-time code
lambda do |key, counter, digits: 6|
  hash = OpenSSL::HMAC.digest('SHA1', key, [counter].pack('Q>'))
  offset = hash[-1].ord & 0xf
  code = hash[offset, 4].unpack1('N') & 0x7fffffff
  (code % 10**digits).to_s.rjust(digits, '0')
end
#> '12345678901234567890', 0
#> '12345678901234567890', 1
#> '12345678901234567890', 9, digits: 8

## scopes to a sorted string
lambda do |*scopes, separator: ' ', **flags|
  extra = flags.select { |_, on| on }.keys.map(&:to_s)
  [*scopes.flatten, *extra].compact.map(&:to_s).reject(&:empty?).uniq.sort_by { |s| [s.length, s] }.join(separator)
end
#> ['b', :a], nil, 'read:all', offline: true, admin: false
#> separator: '+', openid: 1
#> 'a', 'a'

## authorization URL
lambda do |connection|
  params = {
    client_id: connection['client_id'],
    redirect_uri: connection['redirect'],
    scope: %w[read write],
    state: connection.dig('extra', 'state'),
    prompt: ('consent' if connection['force'])
  }.compact
  "https://#{connection['domain'] || 'login'}.example.com/authorize?#{params.to_param}"
end
#> { 'client_id' => 'a b', 'redirect' => 'https://x/y?z=1', 'force' => true }
#> { 'client_id' => nil, 'domain' => 'eu', 'extra' => { 'state' => 's&t' } }

## expiry of a token
lambda do |token, at|
  issued = Time.at(token.fetch('issued_at')).utc
  lifetime = token['expires_in']&.to_i || 3600
  left = issued + lifetime - Time.at(at)
  if left <= 0 then :expired
  elsif left < 5.minutes then [:soon, left.round]
  else [:valid, left.divmod(60).map(&:to_i)]
  end
end
#> { 'issued_at' => 1_700_000_000 }, 1_700_000_100
#> { 'issued_at' => 1_700_000_000, 'expires_in' => '120' }, 1_700_000_100
#> { 'issued_at' => 0 }, 1_700_000_100
#> {}, 0

## multipart body
lambda do |parts, boundary = 'XX'|
  body = +''
  parts.each do |name, value|
    body << "--#{boundary}\r\n" << %(Content-Disposition: form-data; name="#{name}"\r\n\r\n)
    body << value.to_s << "\r\n"
  end
  body << "--#{boundary}--\r\n"
  [body, body.bytesize]
end
#> { a: 1, file: "x\ny" }
#> {}, 'b'

## certificate body folded
->(der) do
  lines = Base64.strict_encode64(der).scan(/.{1,64}/)
  <<~PEM
    -----BEGIN CERTIFICATE-----
    #{lines.join("\n")}
    -----END CERTIFICATE-----
  PEM
end
#> 'x' * 100
#> ''

## hash of a sorted document
lambda do |document|
  canonical = lambda do |value|
    case value
    when Hash then "{#{value.sort_by { |k, _| k.to_s }.map { |k, v| "#{k.to_s.to_json}:#{canonical.(v)}" }.join(',')}}"
    when Array then "[#{value.map(&canonical).join(',')}]"
    else value.to_json
    end
  end
  text = canonical.call(document)
  [text, Digest::SHA1.hexdigest(text)[0, 8]]
end
#> { b: [1, { d: nil, c: 'x"y' }], a: 1.5 }
#> []

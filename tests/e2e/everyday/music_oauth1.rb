# OAuth 1.0a, signed by hand with HMAC-SHA1 (RFC 5849, 3.4).
{
  title: 'Music rights',

  connection: {
    fields: (%w[consumer_key consumer_secret token token_secret].map do |name|
      { name: name, optional: false, control_type: name.include?('secret') ? 'password' : 'text' }
    end),

    authorization: {
      type: 'custom_auth',

      apply: lambda do |connection|
        escape = ->(text) { ERB::Util.url_encode(text.to_s) }
        url, query = current_url.split('?')
        given = (query || '').split('&').map { |pair| pair.split('=', 2).map { |part| CGI.unescape(part) } }
        own = {
          'oauth_consumer_key' => connection['consumer_key'],
          'oauth_nonce' => SecureRandom.hex(8),
          'oauth_signature_method' => 'HMAC-SHA1',
          'oauth_timestamp' => Time.now.to_i.to_s,
          'oauth_token' => connection['token'],
          'oauth_version' => '1.0'
        }
        pairs = (given + own.to_a).map { |name, value| [escape.(name), escape.(value)] }.sort
        base = [current_verb, url, pairs.map { |pair| pair.join('=') }.join('&')].map(&escape).join('&')
        key = "#{escape.(connection['consumer_secret'])}&#{escape.(connection['token_secret'])}"
        own['oauth_signature'] = base.hmac_sha1(key).base64
        headers('Authorization' => 'OAuth ' + own.map { |name, value| "#{name}=\"#{escape.(value)}\"" }.join(', '))
      end
    },

    base_uri: -> { 'https://music.test/1.1/' }
  },

  test: ->(_connection) { get('works.json', q: "Für Elise & more", 'page[size]' => 2) }
}

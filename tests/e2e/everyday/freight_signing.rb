# Every request is signed over method, path, sorted query, date and body.
{
  title: 'Freight rates',

  connection: {
    fields: [
      { name: 'access_key', optional: false },
      { name: 'secret', control_type: 'password', optional: false,
        hint: 'Shown <b>once</b> in the portal: ' \
              'choose <i>Keys</i>, then <i>New key</i>. ' \
              "It is #{40} characters long." },
      { name: 'sandbox', type: 'boolean', control_type: 'checkbox', default: true }
    ],

    authorization: {
      type: 'api_key',

      apply: lambda do |connection|
        stamp = now.utc.strftime('%Y%m%dT%H%M%SZ')
        path, query = current_url.sub(%r{\Ahttps?://[^/]+}, '').split('?', 2)
        body = ''
        unless current_verb == 'GET'
          payload do |content|
            content['client'] ||= 'workbench'
            body = content.to_json
          end
        end
        canonical = [current_verb, path, query.to_s.split('&').sort.join('&'), stamp,
                     body.encode_sha256.encode_hex].join("\n")
        signature = canonical.hmac_sha256(connection['secret']).encode_hex
        headers(
          'Authorization' => "FREIGHT1-HMAC-SHA256 Credential=#{connection['access_key']}, Signature=#{signature}",
          'X-Freight-Date' => stamp
        )
      end
    },

    base_uri: ->(connection) { "https://#{'sandbox.' if connection['sandbox'] == 'true'}freight.test" }
  },

  methods: {
    quote: lambda do |lane, weight: 1.5, goods: %w[paper]|
      post('/v1/quotes').
        params(currency: 'EUR', 'tag[]': 'a b').
        payload(lane: { from: lane[0..1], to: lane[-2..] }, weight: weight, goods: goods)
    end
  },

  test: lambda do |_connection, _input|
    rates = get('/v1/rates?zone=b&zone=a', 'lane' => 'DE-FR', limit: 5)
    quote = call('quote', 'DE-FR', goods: %w[paper glue].map(&:upcase))
    { rates: rates['rates']&.length, quote: quote['id'] }
  end
}

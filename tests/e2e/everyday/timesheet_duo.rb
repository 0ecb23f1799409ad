# Basic authentication whose password is a signature over the request.
{
  title: 'Time sheets',

  connection: {
    fields: [
      { name: 'host', optional: false },
      { name: 'ikey', label: 'Integration key', optional: false },
      { name: 'skey', label: 'Secret key', control_type: 'password', optional: false }
    ],

    authorization: {
      type: 'basic_auth',
      apply: lambda do |connection|
        date = Time.now.utc.strftime('%a, %d %b %Y %H:%M:%S -0000')
        host, path = current_url.match(%r{//(?<host>[^/?]+)(?<path>/[^?]*)}).captures
        query = current_url.include?('?') ? current_url.split('?', 2).last.gsub('+', '%20') : ''
        message = [date, current_verb.upcase, host.downcase, path, query].join("\n")
        headers('Date' => date)
        user(connection['ikey'])
        password(message.hmac_sha512(connection['skey']).encode_hex)
      end
    },

    base_uri: ->(connection) { "https://#{connection['host']}" }
  },

  test: lambda do |_connection|
    sheets = get('/admin/v1/sheets', { limit: 2, week: 'this week' })['response'] || []
    sheets.partition { |sheet| sheet['hours'] > 40 }.map(&:size)
  end
}

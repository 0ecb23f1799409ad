# Signed with a shared key over canonical headers and the canonical resource.
{
  title: 'Blob storage',

  connection: {
    fields: [
      { name: 'account', optional: false, control_type: 'subdomain', url: '.blob.test' },
      { name: 'account_key', optional: false, control_type: 'password' }
    ],

    authorization: {
      type: 'custom_auth',

      apply: lambda do |connection|
        date = Time.now.httpdate
        own = { 'x-ms-date' => date, 'x-ms-version' => '2023-11-03', 'x-ms-client' => '  work   bench ' }
        canonical_headers = own.
          # in the order of their names
          sort_by { |name, _value| name }.
          map { |name, value| "#{name.downcase}:#{value.strip.gsub(/\s+/, ' ')}\n" }.
          join

        resource = +"/#{connection['account']}"
        resource << current_url[%r{\Ahttps://[^/]+(/[^?]*)}, 1]
        CGI.unescape(current_url[/\?(.*)/m, 1] || '').split('&').sort.each do |pair|
          name, _, value = pair.partition('=')
          resource << "\n#{name.downcase}:#{value}"
        end

        text = "#{current_verb}#{"\n" * 12}#{canonical_headers}#{resource}"
        signature = text.hmac_sha256(connection['account_key'].decode_base64).base64
        case_sensitive_headers(own.merge('Authorization' => "SharedKey #{connection['account']}:#{signature}"))
        response_format_xml
      end
    },

    base_uri: ->(connection) { "https://#{connection['account']}.blob.test/" }
  },

  test: lambda do |_connection|
    names = get('', comp: 'list', restype: 'service', prefix: 'in box').
            dig('EnumerationResults', 0, 'Containers', 0, 'Container')&.
            map { |container| container.dig('Name', 0, 'content!') }
    names.presence || error('No container')
  end
}

require 'json'
require 'time'

# Technicians and visits. Signs in with a form post, then trades the session for an API token.
{
  title: 'Field service',

  connection: {
    fields: [
      {
        name: 'region',
        control_type: :select,
        optional: false,
        default: 'eu',
        pick_list: [%w[Europe eu], %w[United\ States us-east], %w[Asia\ Pacific apac], %w[Own\ server own]],
        hint: <<~HINT
          Where your account lives. Look at the address of the web client:
          <ul><li><b>fieldservice.eu</b> is Europe</li><li>anything else is in your contract</li></ul>
        HINT
      },
      { name: 'host', control_type: 'subdomain', url: '.fieldservice.test', ngIf: "input.region == 'own'" },
      { name: 'company', optional: false },
      { name: 'user', optional: false },
      { name: 'password', control_type: 'password', optional: false },
      { name: 'advanced', type: :object, properties: [
        { name: 'page_size', type: 'integer', control_type: 'integer', default: 25 },
        { name: 'debug', type: 'boolean', control_type: 'checkbox' }
      ] }
    ],

    base_uri: lambda do |connection|
      host = case connection['region']
             when 'own' then "#{connection['host'].gsub(/\.fieldservice\.test\z/, '')}.fieldservice.test"
             when /\Aus-(?<zone>\w+)/ then "#{Regexp.last_match(:zone)}.us.fieldservice.test"
             when 'eu', 'uk' then 'eu.fieldservice.test'
             else 'global.fieldservice.test'
             end
      "https://#{host}/api/v3/"
    end,

    authorization: {
      type: 'custom_auth',

      acquire: lambda do |connection|
        session = post('../../login').
                    # the login page knows forms only
                    request_format_www_form_urlencoded.
                    payload(company: connection['company'], user: connection['user'],
                            password: connection['password']).
                    after_error_response(/.*/) do |code, body, _headers, message|
                      error("Sign-in failed (#{code}): #{JSON.parse(body)['reason'] || message}")
                    end.
                    after_response do |_code, body, headers|
                      cookie = Array(headers['set_cookie']).join('; ')[/FSSESSION=([^;]+)/, 1]
                      body.merge('cookie' => cookie)
                    end

        token = post('tokens', grant: 'session', lifetime: 8.hours.to_i, name: "#{connection['user']}@api").
                  headers('Cookie': "FSSESSION=#{session['cookie']}", 'X-CSRF' => session['csrf'])['token']

        { token: token, account_id: session.dig('account', 'id'), csrf: session['csrf'] }
      end,

      refresh_on: [401, /session (has )?expired/i],

      apply: lambda do |connection|
        headers('Authorization' => "Token token=\"#{connection['token']}\"", account_id: connection['account_id'])
        params(debug: 1) if connection.dig('advanced', 'debug') == 'true'
      end
    }
  },

  test: lambda do |connection|
    size = connection.dig('advanced', 'page_size').to_i
    get('visits', page: 1, per_page: [size, 100].min).dig('visits', 0)&.slice('id', 'state')
  end
}

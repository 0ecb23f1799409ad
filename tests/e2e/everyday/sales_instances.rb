# Sales cloud: sandbox or production, the API's address comes with the token.
{
  title: 'Sales cloud',

  connection: {
    fields: [
      { name: 'environment', control_type: 'select', pick_list: [['Production', 'login'], ['Sandbox', 'test']], optional: false },
      { name: 'client_id', optional: 'false' },
      { name: 'client_secret', optional: false, control_type: 'password' },
      { name: 'api_version', optional: true, control_type: 'number', default: 59.0,
        hint: 'Leave as it is, unless a ' 'colleague ' "told you otherwise." }
    ],

    authorization: {
      type: 'OAuth2',

      client_id: ->(connection) { connection['client_id'] },
      client_secret: ->(connection) { connection['client_secret'] },

      authorization_url: lambda do |connection|
        "https://#{connection['environment']}.sales.test/services/oauth2/authorize?response_type=code" \
          "&scope=#{%w[api refresh_token].join(' ')}&prompt=login%20consent"
      end,

      acquire: lambda do |connection, auth_code, redirect_uri|
        response = call(:token, connection, grant_type: 'authorization_code', code: auth_code, redirect_uri: redirect_uri)
        [
          { access_token: response['access_token'], refresh_token: response['refresh_token'] },
          response['id'].to_s.split('/').last,
          { instance_url: response['instance_url'], org_id: response['id'].to_s.split('/')[-2] }
        ]
      end,

      refresh: lambda do |connection, refresh_token|
        response = call(:token, connection, grant_type: 'refresh_token', refresh_token: refresh_token)
        [{ access_token: response['access_token'] }, { instance_url: response['instance_url'] || connection['instance_url'] }]
      end,

      refresh_on: [401, /INVALID_SESSION_ID/],
      detect_on: [/"errorCode"\s*:\s*"INVALID_SESSION_ID"/],

      apply: ->(_connection, access_token) { headers(Authorization: "Bearer #{access_token}") },

      identity: lambda do |connection|
        get("/services/oauth2/userinfo")['preferred_username'] + "/" + connection['org_id']
      end
    },

    base_uri: lambda do |connection|
      connection['instance_url'] ? "#{connection['instance_url']}/services/data/v#{connection['api_version'].to_f}/" : nil
    end
  },

  methods: {
    token: lambda do |connection, input|
      post("https://#{connection['environment']}.sales.test/services/oauth2/token").
        payload(input.merge(client_id: connection['client_id'], client_secret: connection['client_secret'])).
        request_format_www_form_urlencoded.
        after_error_response(400) do |_code, body, _headers, message|
          problem = parse_json(body)
          error("#{message}: #{problem['error_description'] || problem['error']}")
        end
    end
  },

  test: ->(connection) { get('limits')&.merge('org' => connection['org_id']) }
}

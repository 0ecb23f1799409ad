helpdesk = {
  title: 'Helpdesk',

  connection: {
    fields: [
      { name: 'auth_type', control_type: 'select', optional: false, extends_schema: true, default: 'person',
        options: [%w[Sign\ in person], ['API key', 'key'], ['Key pair', 'pair']] },
      { name: 'site', control_type: 'url', optional: false, hint: 'For example <code>https://acme.desk.test/</code>' }
    ],

    authorization: {
      type: :multi,

      selected: ->(connection) { connection['auth_type']&.to_sym || :person },

      identity: lambda do |connection|
        me = call(:me)
        "#{me['name']}#{" (#{me['role'].titleize})" if me['role'].present?} at #{connection['site'][%r{//([^/]+)}, 1]}"
      end,

      options: {
        person: {
          type: 'oauth2',
          fields: [
            { name: 'client_id', optional: false },
            { name: 'client_secret', control_type: 'password', optional: false }
          ],

          authorization_url: lambda do |connection|
            scopes = %w[tickets:read tickets:write offline]
            query = {
              response_type: 'code',
              scope: scopes.join(' '),
              claims: { userinfo: { email: { essential: true }, phone: nil } },
              prompt: []
            }
            "#{connection['site'].chomp('/')}/oauth/authorize?#{query.to_param}"
          end,

          acquire: lambda do |connection, auth_code, redirect_uri|
            site = connection['site'].chomp('/')
            answer = post("#{site}/oauth/token").
                       payload(grant_type: 'authorization_code', code: auth_code, redirect_uri: redirect_uri).
                       user(connection['client_id']).
                       password(connection['client_secret']).
                       request_format_www_form_urlencoded
            [answer, answer.dig('account', 'id')&.to_s, { api: answer['api_url'] || "#{site}/api" }]
          end,

          refresh: lambda do |connection, refresh_token|
            post("#{connection['site'].chomp('/')}/oauth/token").
              payload(grant_type: 'refresh_token', refresh_token: refresh_token).
              headers('Authorization' => "Basic #{[connection['client_id'], connection['client_secret']].join(':').encode_base64}").
              request_format_www_form_urlencoded
          end,

          refresh_on: [401],

          apply: lambda do |connection, token|
            # the file store has its own credentials
            next if current_url.include?('files.desk.test')

            headers(Authorization: "Bearer #{token}", 'X-Via' => connection['api'])
          end
        },

        key: {
          type: 'basic_auth',
          fields: [{ name: 'api_key', control_type: 'password', optional: false }],
          apply: lambda { |connection|
            user(connection['api_key'])
            password('')
          }
        },

        pair: {
          type: 'custom_auth',
          fields: [
            { name: 'public_key' },
            { name: 'private_key', control_type: 'password', multiline: true }
          ],
          apply: lambda do |connection|
            digest = "#{connection['public_key']}.#{connection['private_key'].gsub(/\\n/, "\n").strip}".md5_hexdigest
            params('public' => connection['public_key'], 'check' => digest[0...8])
          end
        }
      }
    },

    base_uri: ->(connection) { (connection['api'] || connection['site']).sub(%r{/*\z}, '/') }
  },

  methods: {
    me: -> { get('users/me').params(include: %w[role teams]) }
  },

  test: ->(_connection) { call(:me) }
}

helpdesk

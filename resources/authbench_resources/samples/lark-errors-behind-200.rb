# Lark answers with status 200 even when it refuses; the error is a code in the body. `detect_on` looks for
# it, and `refresh_on` says that a new token may help.
{
  title: 'Lark (errors behind 200)',

  connection: {
    fields: [
      {
        name: 'app_id',
        label: 'App ID',
        optional: false,
        hint: 'From <b>Credentials</b> of your app in the ' \
              '<a href="https://open.larksuite.com/app" target="_blank">developer console</a>.'
      },
      {
        name: 'app_secret',
        control_type: 'password',
        optional: false,
        hint: 'On the same page.'
      }
    ],

    authorization: {
      type: 'custom_auth',

      acquire: lambda do |connection|
        response = post('auth/v3/tenant_access_token/internal').
                   payload(app_id: connection['app_id'], app_secret: connection['app_secret'])
        error("Lark refused the app: #{response['msg']}") if response['code'] != 0

        { access_token: response['tenant_access_token'] }
      end,

      detect_on: [/"code":\s*999916\d\d/],

      refresh_on: [/"code":\s*999916\d\d/],

      apply: lambda do |connection|
        headers('Authorization' => "Bearer #{connection['access_token']}")
      end,

      identity: lambda do |_connection|
        get('bot/v3/info').dig('bot', 'app_name')
      end
    },

    base_uri: lambda do |_connection|
      'https://open.larksuite.com/open-apis/'
    end
  },

  test: lambda do |_connection|
    get('bot/v3/info')
  end,

  actions: {}
}

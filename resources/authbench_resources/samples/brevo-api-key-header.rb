# Brevo with an API key in a header.
{
  title: 'Brevo (API key in a header)',

  connection: {
    fields: [
      {
        name: 'api_key',
        label: 'API key',
        control_type: 'password',
        optional: false,
        hint: 'From <a href="https://app.brevo.com/settings/keys/api" target="_blank">SMTP &amp; API</a>. ' \
              'It starts with <code>xkeysib-</code>.'
      }
    ],

    authorization: {
      type: 'api_key',

      apply: lambda do |connection|
        headers('api-key' => connection['api_key'])
      end,

      identity: lambda do |_connection|
        get('account')['email']
      end
    },

    base_uri: lambda do |_connection|
      'https://api.brevo.com/v3/'
    end
  },

  test: lambda do |_connection|
    get('account')
  end,

  actions: {}
}

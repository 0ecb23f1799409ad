# Datadog with two keys in two headers, at one of several sites.
{
  title: 'Datadog (two headers)',

  connection: {
    fields: [
      {
        name: 'site',
        control_type: 'select',
        optional: false,
        default: 'datadoghq.com',
        options: [
          ['US1 (datadoghq.com)', 'datadoghq.com'],
          ['US5 (us5.datadoghq.com)', 'us5.datadoghq.com'],
          ['EU1 (datadoghq.eu)', 'datadoghq.eu']
        ],
        hint: 'Where your organisation lives; see the address bar of Datadog.'
      },
      {
        name: 'api_key',
        label: 'API key',
        control_type: 'password',
        optional: false,
        hint: 'Belongs to the organisation.'
      },
      {
        name: 'application_key',
        control_type: 'password',
        optional: false,
        hint: 'Belongs to you, and can do what you can do.'
      }
    ],

    authorization: {
      type: 'custom_auth',

      apply: lambda do |connection|
        headers(
          'DD-API-KEY' => connection['api_key'],
          'DD-APPLICATION-KEY' => connection['application_key']
        )
      end,

      identity: lambda do |_connection|
        get('current_user').dig('data', 'attributes', 'email')
      end
    },

    base_uri: lambda do |connection|
      "https://api.#{connection['site']}/api/v2/"
    end
  },

  test: lambda do |_connection|
    get('current_user')
  end,

  actions: {}
}

# Zendesk with HTTP Basic: the user name is the e-mail address with /token after it.
{
  title: 'Zendesk (basic)',

  connection: {
    fields: [
      {
        name: 'subdomain',
        control_type: 'subdomain',
        url: '.zendesk.com',
        optional: false,
        hint: 'The first part of the address of your Zendesk.'
      },
      {
        name: 'email',
        label: 'E-mail address',
        control_type: 'email',
        optional: false
      },
      {
        name: 'api_token',
        label: 'API token',
        control_type: 'password',
        optional: false,
        hint: 'From <b>Apps and integrations &gt; Zendesk API</b> in the admin center.'
      }
    ],

    authorization: {
      type: 'basic_auth',

      apply: lambda do |connection|
        user("#{connection['email']}/token")
        password(connection['api_token'])
      end,

      identity: lambda do |_connection|
        me = get('users/me.json')['user']
        "#{me['name']}, #{me['role']}"
      end
    },

    base_uri: lambda do |connection|
      "https://#{connection['subdomain']}.zendesk.com/api/v2/"
    end
  },

  test: lambda do |_connection|
    get('users/me.json')
  end,

  actions: {
    get_me: {
      title: 'Get my user',
      execute: lambda { |_connection, _input| get('users/me.json')['user'] },
      output_fields: lambda { [{ name: 'id', type: 'integer' }, { name: 'name' }, { name: 'email' }] }
    }
  }
}

{
  title: 'Staff directory',

  connection: {
    fields: [
      {
        name: 'tenant_id',
        label: 'Directory',
        optional: false,
      }
      {
        name: 'client_id',
        optional: false,
      },
      {
        name: 'client_secret',
        optional: false,
        control_type: 'password',
      }
      {
        name: 'username',
        optional: false,
      },
      {
        name: 'password',
        optional: false,
        control_type: 'password',
      },
    ],

    authorization: {
      type: 'custom_auth', # no browser is involved

      acquire: lambda do |connection|
        where = "https://login.microsoftonline.com/#{connection['tenant_id']}/oauth2/v2.0/token"
        answer = post(where).
                   payload(grant_type: "password",
                           username: "#{connection['username']}",
                           password: "#{connection['password']}",
                           client_id: "#{connection['client_id']}",
                           client_secret: "#{connection['client_secret']}").
                   request_format_www_form_urlencoded

        {
          access_token: answer["access_token"],
        }
      end,

      refresh_on: 401,

      apply: lambda do |connection|
        headers("Authorization": "Bearer #{connection['access_token']}")
      end
    },
  },

  test: lambda do |_connection|
    get( # whatever every signed-in user may read )
  end,

  # Actions and triggers go here.
}

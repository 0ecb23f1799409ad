# MongoDB Atlas with HTTP digest: the password itself never travels. The first request is refused with a
# challenge, the second one answers it.
{
  title: 'MongoDB Atlas (digest)',

  connection: {
    fields: [
      {
        name: 'public_key',
        optional: false,
        hint: 'Of an API key from <b>Access Manager</b> of your ' \
              '<a href="https://cloud.mongodb.com" target="_blank">organisation</a>. Serves as the user name.'
      },
      {
        name: 'private_key',
        control_type: 'password',
        optional: false,
        hint: 'Shown once, when the key is created. Serves as the password.'
      }
    ],

    authorization: {
      type: 'custom_auth',

      apply: lambda do |connection|
        user(connection['public_key'])
        password(connection['private_key'])
        digest_auth
      end,

      identity: lambda do |_connection|
        get('groups')['results'].pluck('name').join(', ')
      end
    },

    base_uri: lambda do |_connection|
      'https://cloud.mongodb.com/api/atlas/v1.0/'
    end
  },

  test: lambda do |_connection|
    get('groups')
  end,

  actions: {}
}

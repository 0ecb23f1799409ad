# A token is signed here for each quarter of an hour; nothing is asked for.
{
  title: 'Clinic calendar',

  connection: {
    fields: [
      { name: 'issuer', optional: false },
      { name: 'secret', control_type: 'password', optional: false },
      { name: 'roles', control_type: 'multiselect', delimiter: ',',
        options: [%w[Reader reader], %w[Writer writer], %w[Head\ nurse head]], optional: true },
      { name: 'clinic', type: :string, toggle_hint: 'Pick', control_type: 'select', pick_list: [%w[North n], %w[South s]],
        toggle_field: { name: 'clinic', label: 'Clinic code', type: 'string', control_type: 'text', toggle_hint: 'Type' } }
    ],

    authorization: {
      type: 'custom_auth',

      acquire: lambda do |connection|
        issued = now.to_i
        claims = {
          iss: connection['issuer'],
          aud: "urn:clinic:#{connection['clinic'] || 'n'}",
          iat: issued,
          exp: 15.minutes.from_now.to_i,
          roles: connection['roles'].to_s.split(',').map(&:strip).reject(&:blank?).sort,
          jti: SecureRandom.uuid
        }.compact
        {
          assertion: workato.jwt_encode(claims, connection['secret'], 'HS256', kid: "#{connection['issuer']}-1"),
          expires_at: (Time.now + 15.minutes).utc.iso8601
        }
      end,

      refresh_on: 401,

      apply: lambda do |connection|
        expiry = connection['expires_at'].presence&.to_time
        if expiry.nil? || expiry < 30.seconds.from_now
          params(stale: true)
        end
        headers('X-Clinic-Assertion': connection['assertion'])
      end
    },

    base_uri: lambda { |connection| "https://clinic-#{connection['clinic'].presence || 'n'}.test" }
  },

  test: -> { get('/calendar/today', on: today.strftime('%Y')) }
}

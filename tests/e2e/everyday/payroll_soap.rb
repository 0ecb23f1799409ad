# An elderly payroll service: SOAP both ways, faults with status 200.
{
  title: 'Payroll (SOAP)',

  connection: {
    fields: [
      { name: 'customer_number', control_type: 'integer', optional: false },
      { name: 'login', optional: false },
      { name: 'password', control_type: 'password', optional: false }
    ],

    authorization: {
      type: 'custom_auth',

      acquire: lambda do |connection|
        answer = post('https://payroll.test/soap/login').
                   payload('soapenv:Header' => '',
                           'soapenv:Body' => [{
                             'ses:Login' => [{
                               '@version' => '2.1',
                               'ses:customer' => connection['customer_number'].to_i,
                               'ses:user' => connection['login'],
                               'ses:password' => connection['password'],
                               'ses:remark' => nil
                             }]
                           }]).
                   headers('SOAPAction' => '"urn:login"', 'Content-Type': 'text/xml; charset=utf-8').
                   format_xml('soapenv:Envelope',
                              '@xmlns:soapenv' => 'http://schemas.xmlsoap.org/soap/envelope/',
                              '@xmlns:ses' => 'urn:payroll:session')

        session = answer.dig('soapenv:Envelope', 0, 'soapenv:Body', 0, 'ses:LoginResult', 0)
        error("No session in #{answer.keys.join}") if session.blank?
        {
          session_id: session.dig('ses:id', 0, 'content!'),
          server: (session['ses:server'] || []).first&.dig('@href')
        }
      end,

      detect_on: [/<soapenv:Fault>/, %r{<error>.*</error>}],
      refresh_on: [%r{<faultcode>ses:Expired</faultcode>}, 500],

      apply: lambda do |connection|
        payload do |body|
          body['soapenv:Header'] = [{ 'ses:Session' => [{ 'content!' => connection['session_id'].to_s }] }]
        end
        headers('Content-Type' => 'text/xml; charset=utf-8')
        format_xml('soapenv:Envelope',
                   '@xmlns:soapenv' => 'http://schemas.xmlsoap.org/soap/envelope/',
                   '@xmlns:ses' => 'urn:payroll:session',
                   strip_response_namespaces: true)
      end
    },

    base_uri: lambda do |connection|
      connection['server'] || 'https://payroll.test/soap/'
    end
  },

  test: lambda do |_connection|
    staff = post('staff', 'soapenv:Body' => [{ 'ses:ListStaff' => [{ 'ses:active' => true, 'ses:name' => ['A&B', 'C'] }] }]).
              headers('SOAPAction' => '"urn:list"').
              dig('Envelope', 0, 'Body', 0, 'Staff', 0, 'Person') || []
    staff.map { |person| [person['@id'], person.dig('Name', 0, 'content!')] }.to_h
  end
}

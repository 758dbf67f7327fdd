# ejabberd in the foreground, without epmd and without the user that ejabberdctl would become. The libraries of Erlang stand
# where ejabberdctl says.
export EJABBERD_CONFIG_PATH="{dir}/ejabberd.yml" ERL_CRASH_DUMP=/dev/null HOME="{dir}"
export ERL_LIBS="$(sed -n "s/^ERL_LIBS='\(.*\)'$/\1/p" /usr/sbin/ejabberdctl)"
register='ejabberd_auth:try_register(User, <<"localhost">>, Password)'
users='[{<<"conformance">>, <<"conformancepw">>}, {<<"sensor">>, <<"sensorpw">>}, {<<"dashboard">>, <<"dashpw">>}]'
exec erl -noinput +S 2:2 -mnesia dir '"{dir}/mnesia"' -s ejabberd -eval "[$register || {User, Password} <- $users]."

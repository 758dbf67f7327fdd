autocmd BufRead,BufNewFile *.scenario setfiletype mqttscenario
